"""What every peer's settings have alike."""

import os

from guohe.project.environment import database

SECRET_KEY = "bench"  # noqa: S105 -- signs nothing
DATABASES = {
    "default": {**database(os.environ["DATABASE_URL"]), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": False}
}
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
INSTALLED_APPS: list[str] = []
