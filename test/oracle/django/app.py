"""The tutorial's app on Django REST framework and SimpleJWT, with the schemes that SCHEMES names.

It serves one request after the other and takes orders of the program that has started it, at /oracle/.
"""
import json
import os

import django
from django.conf import settings

SCHEMES = os.environ['SCHEMES'].split(',')
AUTHENTICATION = {
    'basic': 'rest_framework.authentication.BasicAuthentication',
    'session': 'rest_framework.authentication.SessionAuthentication',
    'token': 'rest_framework.authentication.TokenAuthentication',
    'jwt': 'rest_framework_simplejwt.authentication.JWTAuthentication',
}
LOGIN_FORM = '<form method="post">{% csrf_token %}{{ form }}<input name="next" value="{{ next }}"></form>'

settings.configure(
    SECRET_KEY=os.environ['SECRET_KEY'],
    ALLOWED_HOSTS=['127.0.0.1', 'www.example.com'],
    ROOT_URLCONF=__name__,
    INSTALLED_APPS=[
        'django.contrib.auth',
        'django.contrib.contenttypes',
        'django.contrib.sessions',
        'rest_framework',
        'rest_framework.authtoken',
        'rest_framework_simplejwt.token_blacklist',
    ],
    # What startproject writes, less what serves pages only.
    MIDDLEWARE=[
        'django.middleware.security.SecurityMiddleware',
        'django.contrib.sessions.middleware.SessionMiddleware',
        'django.middleware.common.CommonMiddleware',
        'django.middleware.csrf.CsrfViewMiddleware',
        'django.contrib.auth.middleware.AuthenticationMiddleware',
        'django.middleware.clickjacking.XFrameOptionsMiddleware',
    ],
    TEMPLATES=[
        {
            'BACKEND': 'django.template.backends.django.DjangoTemplates',
            'APP_DIRS': False,
            'OPTIONS': {
                'loaders': [
                    (
                        'django.template.loaders.locmem.Loader',
                        {'registration/login.html': LOGIN_FORM, 'rest_framework/api.html': 'A page'},
                    )
                ]
            },
        }
    ],
    DATABASES={'default': {'ENGINE': 'django.db.backends.sqlite3', 'NAME': ':memory:'}},
    DEFAULT_AUTO_FIELD='django.db.models.AutoField',
    # How dear a guess is, is no question of the wire.
    PASSWORD_HASHERS=['django.contrib.auth.hashers.UnsaltedMD5PasswordHasher'],
    LOGIN_REDIRECT_URL='/home/',
    LOGOUT_REDIRECT_URL='/login/',
    SECURE_PROXY_SSL_HEADER=('HTTP_X_FORWARDED_PROTO', 'https'),
    REST_FRAMEWORK={
        'DEFAULT_AUTHENTICATION_CLASSES': [AUTHENTICATION[name] for name in SCHEMES],
        'DEFAULT_PERMISSION_CLASSES': ['rest_framework.permissions.IsAuthenticated'],
    },
    SIMPLE_JWT={
        'SIGNING_KEY': os.environ['SECRET_KEY'],
        'ROTATE_REFRESH_TOKENS': os.environ['ROTATE'] == 'true',
        'BLACKLIST_AFTER_ROTATION': True,
    },
    USE_TZ=True,
    LOGGING_CONFIG=None,
)
django.setup()

from django.contrib.auth import views
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler, WSGIServer
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from rest_framework.authtoken.views import obtain_auth_token
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework_simplejwt import views as simplejwt

NAMES = {
    'BasicAuthentication': 'basic',
    'SessionAuthentication': 'session',
    'TokenAuthentication': 'token',
    'JWTAuthentication': 'jwt',
}


class Home(APIView):
    def get(self, request):
        scheme = NAMES[type(request.successful_authenticator).__name__]
        return Response(
            {'message': 'Hello, world!', 'user': request.user.username, 'scheme': scheme}
        )

    def post(self, request):
        return Response({'message': 'Got some data!', 'data': request.data})


@csrf_exempt
def obey(request):
    """Makes, changes or deletes a user: {"username", "password", "active"} or {"username", "delete"}."""
    order = json.loads(request.body)
    user, _ = User.objects.get_or_create(username=order['username'])
    if order.get('delete'):
        user.delete()
        return HttpResponse(status=204)
    user.is_active = order.get('active', True)
    user.is_superuser = user.is_staff = order['username'] == 'root'
    if 'password' in order:
        user.set_password(order['password'])
    user.save()
    return HttpResponse(status=204)


urlpatterns = [path('home/', Home.as_view()), path('oracle/', obey)]
if 'session' in SCHEMES:
    urlpatterns += [
        path('login/', views.LoginView.as_view()),
        path('logout/', views.LogoutView.as_view()),
    ]
if 'token' in SCHEMES:
    urlpatterns += [path('api-token-auth/', obtain_auth_token)]
if 'jwt' in SCHEMES:
    urlpatterns += [
        path('api/token/', simplejwt.token_obtain_pair),
        path('api/token/refresh/', simplejwt.token_refresh),
        path('api/token/verify/', simplejwt.token_verify),
        path('api/token/blacklist/', simplejwt.token_blacklist),
    ]


class Handler(WSGIRequestHandler):
    def get_environ(self):
        # Without a type of its own a request is given `text/plain` here, as by no server in production.
        return {**super().get_environ(), 'CONTENT_TYPE': self.headers.get('Content-Type', '')}

    def log_message(self, format, *args):
        pass


call_command('migrate', verbosity=0)
server = WSGIServer(('127.0.0.1', 0), Handler)
server.set_app(get_wsgi_application())
print('Django', django.get_version(), flush=True)
print(f'listening on http://127.0.0.1:{server.server_port}', flush=True)
server.serve_forever()
