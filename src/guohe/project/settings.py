"""All settings, in one file. Values that differ between installations come from the environment."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF

from guohe.project import environment

ROOT = Path(__file__).resolve().parents[3]

MODE = environment.choice("GUOHE_MODE", ("demo", "live", "test"), "test")
BOOKS = Path(environment.text("GUOHE_BOOKS", str(ROOT / "var" / "test")))
SECRET_KEY = environment.text("GUOHE_SECRET_KEY", "only-for-tests" if MODE == "test" else None)
DEBUG = False
ALLOWED_HOSTS = environment.text("GUOHE_HOSTS", "127.0.0.1,localhost,testserver").split(",")

_APP_URL = environment.text("GUOHE_APP_DATABASE_URL", "")
# Served, the application with a login of its own is not told the owner's address.
_OWNER_URL = environment.text("DATABASE_URL", "" if _APP_URL else "postgresql:///guohe")

DATABASES: dict[str, dict[str, Any]] = {
    # The application never connects as an owner of tables: either a login of its own, or the role from the start.
    "default": environment.database(_APP_URL)
    if _APP_URL
    else environment.database(_OWNER_URL, role="guohe_app"),
}
if _OWNER_URL:
    DATABASES["owner"] = environment.database(_OWNER_URL)
DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": 8, "timeout": 20}
DATABASES["default"]["TEST"] = {"MIRROR": "owner"}
if MODE == "test":
    del DATABASES["default"]["OPTIONS"]["pool"]

INSTALLED_APPS = [
    "guohe.db.apps.DbConfig",
    "guohe.ui",
    "guohe.audit",
    "guohe.identity",
    "guohe.documents",
    "guohe.notices",
    "guohe.registry",
    "guohe.funds",
    "guohe.programmes",
    "guohe.grants",
    "guohe.equipment",
    "guohe.people",
    "guohe.reporting",
    "guohe.exchange",
    "guohe.payments",
    "guohe.imports",
    "guohe.reconciliation",
    "guohe.portal",
    "guohe.project.apps.ProjectConfig",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "guohe.ui.answers.AnswerMiddleware",
    "guohe.ui.refusals.RefusalMiddleware",
    "guohe.identity.web.calendar_door.CalendarDoor",
    "guohe.identity.web.middleware.ActingMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "guohe.ui.as_at.AsAtMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "guohe.project.urls"
WSGI_APPLICATION = "guohe.project.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "identity.Account"
AUTHENTICATION_BACKENDS = ["guohe.identity.web.backend.AccountBackend"]
LOGIN_URL = "identity:sign-in"
LOGIN_REDIRECT_URL = "portal:today"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "guohe.ui.context.frame",
                "guohe.identity.web.frame.frame",
                "guohe.project.navigation.frame",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("zh-hant", "繁體中文"), ("zh-hans", "简体中文")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Hong_Kong"

STATIC_URL = "/static/"
STATIC_ROOT = BOOKS / "static"
# Whoever only reads the settings, as the checks do, makes no books.
if BOOKS.is_dir():
    STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.text("GUOHE_HTTPS", "0") == "1"

# Without a mail server nothing is sent, and Health says so.
_MAIL = environment.mail("GUOHE_MAIL")
MAIL_FROM = _MAIL.sender if _MAIL else ""
MAIL_SITE = _MAIL.site if _MAIL else ""
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAIL else 'dummy'}.EmailBackend"
EMAIL_TIMEOUT = 30
if _MAIL:
    EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
    EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.starttls, _MAIL.tls

# A listing of 100,000 rows is about 20 MB; a larger file is refused with its size named before it is read.
UPLOAD_LIMIT_BYTES = 64 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = UPLOAD_LIMIT_BYTES
# The mapping of a host asks two things of each account that a listing names, and a large chart has some thousands.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

DEMO_FOLDER = ROOT / "demo"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
