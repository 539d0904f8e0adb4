"""django-hordak by its own documentation: PostgreSQL, its app, nothing else."""

from bench.peers.plain_settings import *  # noqa: F403

INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth", "mptt", "djmoney", "hordak"]
DEFAULT_CURRENCY = "HKD"
HORDAK_CURRENCIES = ["HKD"]
CURRENCIES = ("HKD",)
