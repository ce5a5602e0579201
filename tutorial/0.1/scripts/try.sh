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
