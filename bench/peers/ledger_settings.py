"""django-ledger by its own documentation."""

from bench.peers.plain_settings import *  # noqa: F403

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django_ledger",
]
DJANGO_LEDGER_USE_DEPRECATED_BEHAVIOR = False
