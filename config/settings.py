"""The one settings module; what changes between installations comes from config/env.py."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import dj_database_url
from celery.schedules import crontab
from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from config.env import BASE_DIR, read

ENV = read()
VAR_DIR = ENV.var_dir
FILES_DIR = VAR_DIR / "files"
KEYS_DIR = VAR_DIR / "keys"
SCRATCH_DIR = VAR_DIR / "tmp"
for folder in (
    VAR_DIR,
    FILES_DIR,
    KEYS_DIR,
    SCRATCH_DIR,
    VAR_DIR / "mail",
    VAR_DIR / "static",
    VAR_DIR / "broker" / "queue",
    VAR_DIR / "broker" / "control",
):
    folder.mkdir(parents=True, exist_ok=True)

DEBUG = ENV.debug
SECRET_KEY = ENV.secret_key
INSECURE_LOOPBACK = ENV.insecure_loopback
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", "testserver"] if INSECURE_LOOPBACK else ENV.allowed_hosts
BASE_URL = ENV.base_url
CSRF_TRUSTED_ORIGINS = [BASE_URL] if BASE_URL.startswith("https://") else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "allauth",
    "allauth.account",
    "csp",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_htmx",
    "config",
    "core",
    "audit",
    "accounts",
    "casework",
    "surveys",
    "evidence",
    "remediation",
    "reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.ContentPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.private_pages",
    "core.middleware.Sessions",
    "core.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "core.middleware.Users",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "core.middleware.Messages",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.refusals",
]

VISITORS_PATHS = ("/i/", "/answer/")  # people who answer: no session, user or messages of the staff are looked up
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "casework.context.desk",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES: dict[str, Any] = {"default": dj_database_url.parse(ENV.database_url)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DATABASES["default"]["CONN_MAX_AGE"] = 60  # opening one for each request costs more than most pages
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: with NORMAL the last acknowledged answers are lost at a power cut. IMMEDIATE: a writer waits for the
    # lock at BEGIN instead of failing half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32000;",
    }
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["ENGINE"] = "core.postgresql"
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = ENV.database_pooled  # core.cursors asks it as well
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.ClosedSignUp"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to addresses of strangers
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": "10/15m/ip,10/15m/key"}

SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
if INSECURE_LOOPBACK or DEBUG:
    SESSION_COOKIE_NAME = "shirabe_session"
else:
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 31_536_000
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"  # with no-referrer, browsers send «Origin: null» and every form fails
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "script-src": [SELF],
        "style-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(SCRATCH_DIR)
GUARD_EXEMPT = {
    "allauth.": "sign-in pages decide for themselves",
    "django.views.i18n.": "language choice",
    "django.contrib.staticfiles.": "static files",
}

LANGUAGE_CODE = "ja"
LANGUAGES = [("ja", _("Japanese")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(VAR_DIR / "mail")
if ENV.email_url != "filemail://":
    from environs import Env

    _mail = Env().dj_email_url("EMAIL_URL")
    EMAIL_BACKEND = _mail["EMAIL_BACKEND"]
    EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
DEFAULT_FROM_EMAIL = ENV.email_from

CELERY_BROKER_URL = ENV.broker_url or "filesystem://"
if CELERY_BROKER_URL == "filesystem://":
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker" / "queue"),
        "data_folder_out": str(VAR_DIR / "broker" / "queue"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "broker" / "beat")
CELERY_BEAT_SCHEDULE = {
    "sweep jobs": {"task": "core.sweep_jobs", "schedule": ENV.job_sweep_seconds, "options": {"expires": 10}},
    "remind": {"task": "remediation.remind", "schedule": 60, "options": {"expires": 50}},
    "check evidence": {"task": "evidence.check_files", "schedule": crontab(hour=3, minute=10)},
    "follow changes": {"task": "evidence.follow_changes", "schedule": 30, "options": {"expires": 25}},
    "remind owners of notes": {"task": "evidence.remind_owners", "schedule": 1800, "options": {"expires": 900}},
    "send mail": {"task": "core.send_outbox", "schedule": 10, "options": {"expires": 20}},
    "send due reminders": {"task": "surveys.send_due_reminders", "schedule": 600, "options": {"expires": 300}},
    "remind of questions": {"task": "surveys.remind_due_queries", "schedule": crontab(hour=9, minute=30)},
    "delete abandoned imports": {"task": "casework.delete_abandoned_imports", "schedule": crontab(hour=2, minute=50)},
    "delete unsubmitted answers": {"task": "surveys.delete_unsubmitted", "schedule": crontab(hour=2, minute=40)},
    "forget answering sessions": {"task": "surveys.forget_old_visits", "schedule": crontab(minute=20)},
}
JOB_LEASE_SECONDS = ENV.job_lease_seconds
EVIDENCE_ENGINE = ENV.evidence_engine
SPARK_MASTER = ENV.spark_master
OIDC_ISSUER = ENV.oidc_issuer
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = ENV.oidc_client_id, ENV.oidc_client_secret
OIDC_SCOPE = ENV.oidc_scope
OIDC_MATCH = ENV.oidc_match
OIDC_NUMBER_CLAIM = ENV.oidc_number_claim
JOB_ATTEMPTS = 3

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "core.logs.TokenlessFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": ENV.log_level},
    "loggers": {
        "django.server": {"level": "INFO", "propagate": True},  # runserver's lines, through the handler above
        "celery": {"level": "WARNING"},  # a sweep every few seconds is no news
        "kombu": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
        "fontTools": {"level": "ERROR"},
    },
}
