"""The database ground: role, append-only guard, and what kind of books this database holds."""

from django.apps import AppConfig


class DbConfig(AppConfig):
    """Holds the first migration, on which all others rest."""

    name = "guohe.db"
    label = "db"
