#!/bin/sh
# The requests of this step, to a server that runs already: scripts/try.sh [http://127.0.0.1:8000]
set -eu
server=${1:-http://127.0.0.1:8000}

request() {
  echo "curl $*"
  curl -s "$@"
  echo
}

request "$server/home/"
request "$server/home/" -d 'a=1'

request "$server/home/" -u root:toor
request "$server/home/" -u root:wrong

cookies=$(mktemp)
trap 'rm "$cookies"' EXIT
curl -s -o /dev/null -c "$cookies" "$server/login/"
csrf() { awk '$6 == "csrftoken" { print $7 }' "$cookies"; }
request "$server/login/" -b "$cookies" -c "$cookies" -d "username=root&password=toor&csrfmiddlewaretoken=$(csrf)"
request "$server/home/" -b "$cookies"
request "$server/home/" -b "$cookies" -d 'a=1'
request "$server/home/" -b "$cookies" -d 'a=1' -H "X-CSRFToken: $(csrf)"

field() { sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"; }
request "$server/api-token-auth/" -d 'username=root&password=toor'
token=$(curl -s "$server/api-token-auth/" -d 'username=root&password=toor' | field token)
request "$server/home/" -H "Authorization: Token $token"

request "$server/api/token/" -d 'username=root&password=toor'
pair=$(curl -s "$server/api/token/" -d 'username=root&password=toor')
request "$server/home/" -H "Authorization: Bearer $(echo "$pair" | field access)"
request "$server/api/token/refresh/" -d "refresh=$(echo "$pair" | field refresh)"
