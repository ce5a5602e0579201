"""Django REST framework and SimpleJWT behind one gunicorn worker, on a SQLite file of their own."""
import json
import os

from django.conf import settings

FILE = os.environ['PEER_DATABASE'] + '.drf'
APPS = [
    'django.contrib.auth',
    'django.contrib.contenttypes',
    'django.contrib.sessions',
    'rest_framework',
    'rest_framework.authtoken',
]

settings.configure(
    SECRET_KEY=os.environ['PEER_SECRET'],
    ALLOWED_HOSTS=['*'],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=APPS,
    # What startproject writes, less what serves pages only.
    MIDDLEWARE=[
        'django.middleware.security.SecurityMiddleware',
        'django.contrib.sessions.middleware.SessionMiddleware',
        'django.middleware.common.CommonMiddleware',
        'django.contrib.auth.middleware.AuthenticationMiddleware',
    ],
    DATABASES={
        'default': {
            'ENGINE': 'django.db.backends.sqlite3',
            'NAME': FILE,
            # The connection stays open between requests; Django as shipped opens one for each.
            'CONN_MAX_AGE': None,
        }
    },
    REST_FRAMEWORK={'DEFAULT_RENDERER_CLASSES': ['rest_framework.renderers.JSONRenderer']},
    DEFAULT_AUTO_FIELD='django.db.models.BigAutoField',
    USE_TZ=True,
)

import django

django.setup()

from django.contrib.auth import authenticate, login
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from gunicorn.app.base import BaseApplication
from rest_framework.authentication import (
    BasicAuthentication,
    SessionAuthentication,
    TokenAuthentication,
)
from rest_framework.authtoken.models import Token
from rest_framework.permissions import IsAuthenticated
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt.authentication import JWTAuthentication
from rest_framework_simplejwt.tokens import RefreshToken


def home(authentication):
    class Home(APIView):
        authentication_classes = [authentication]
        permission_classes = [IsAuthenticated]

        def get(self, request):
            return Response({'message': 'Hello, world!', 'user': request.user.username})

    return Home.as_view()


def issuer(credentials):
    @csrf_exempt
    def issue(request):
        user = authenticate(request, **json.loads(request.body))
        if user is None:
            return HttpResponse(status=401)
        return JsonResponse(credentials(request, user))

    return issue


def issue_token(_request, user):
    return {'Authorization': f'Token {Token.objects.get_or_create(user=user)[0].key}'}


def issue_session(request, user):
    login(request, user)
    return {}


def issue_jwt(_request, user):
    return {'Authorization': f'Bearer {RefreshToken.for_user(user).access_token}'}


urlpatterns = [
    path('basic/home/', home(BasicAuthentication)),
    path('session/home/', home(SessionAuthentication)),
    path('session/login/', issuer(issue_session)),
    path('token/home/', home(TokenAuthentication)),
    path('token/login/', issuer(issue_token)),
    path('jwt/home/', home(JWTAuthentication)),
    path('jwt/login/', issuer(issue_jwt)),
]


class Server(BaseApplication):
    def load_config(self):
        # Threads, for those workers alone keep connections open.
        options = {'bind': '127.0.0.1:0', 'worker_class': 'gthread', 'threads': 2, 'workers': 1}
        for name, value in {**options, 'loglevel': 'warning', 'when_ready': announce}.items():
            self.cfg.set(name, value)

    def load(self):
        return get_wsgi_application()


def announce(arbiter):
    port = arbiter.LISTENERS[0].sock.getsockname()[1]
    print(f'listening on http://127.0.0.1:{port}', flush=True)


call_command('migrate', verbosity=0)
password = make_password(os.environ['PEER_PASSWORD'])
count = int(os.environ['PEER_USERS'])
User.objects.bulk_create(
    User(username=f'user{number}', password=password) for number in range(1, count + 1)
)
Server().run()
