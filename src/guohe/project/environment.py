"""Settings come from the environment, typed, and a bad value fails loudly at the start."""

from __future__ import annotations

import os
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit


class SettingMissing(RuntimeError):
    """An environment variable is absent or cannot be read."""


def text(name: str, default: str | None = None) -> str:
    """The variable's text. Raises SettingMissing when absent and there is no default."""
    value = os.environ.get(name, default)
    if value is None:
        raise SettingMissing(f"{name} is not set. Start through ./guohe, which sets it.")
    return value


def choice(name: str, allowed: tuple[str, ...], default: str) -> str:
    """One of the allowed words."""
    value = os.environ.get(name, default)
    if value not in allowed:
        raise SettingMissing(f"{name} is {value!r}; it is one of {', '.join(allowed)}.")
    return value


def database(url: str, *, role: str | None = None) -> dict[str, Any]:
    """Django's connection settings for a postgresql:// URL, acting as ``role`` from its first statement on."""
    parts = urlsplit(url)
    if parts.scheme not in ("postgresql", "postgres"):
        raise SettingMissing(f"A database URL begins with postgresql://, seen {parts.scheme}://")
    query = dict(parse_qsl(parts.query))
    options: dict[str, Any] = {key: value for key, value in query.items() if key not in ("host", "port")}
    if role is not None:
        options["options"] = f"{options.get('options', '')} -c role={role}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": query.get("host", unquote(parts.hostname or "")),
        "PORT": query.get("port", str(parts.port or "")),
        "OPTIONS": options,
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }
