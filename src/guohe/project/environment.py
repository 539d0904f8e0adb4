"""Settings come from the environment, typed, and a bad value fails loudly at the start."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Final
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


# A mail to this machine itself needs no encryption on the way.
_THIS_MACHINE: Final = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Mail:
    """Where mail is handed over, who it comes from, and where Guohe is served, if a mail is to say so."""

    host: str
    port: int
    user: str
    password: str
    starttls: bool
    tls: bool
    sender: str
    site: str


def mail(name: str) -> Mail | None:
    """The mail server of a URL like ``smtps://USER:PASSWORD@HOST:465/?from=guohe@HOST&site=https://HOST``; None when absent.

    ``smtp://`` turns to TLS before a password or a mail is told, except to this machine; ``smtps://`` is TLS from the start.
    The message of a fault never holds the value: it has a password in it.
    """
    value = os.environ.get(name, "")
    if not value:
        return None
    parts = urlsplit(value)
    query = dict(parse_qsl(parts.query))
    sender, site = query.get("from", ""), query.get("site", "").rstrip("/")
    try:
        port = parts.port or (465 if parts.scheme == "smtps" else 587)
    except ValueError:
        port = 0
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or not port:
        raise SettingMissing(f"{name} begins with smtp:// or smtps://, then the server's name and port.")
    if sender.count("@") != 1 or not all(sender.split("@")):
        raise SettingMissing(
            f"{name} lacks the address that mail comes from: add ?from=guohe@your-university.example"
        )
    if site and not site.startswith("https://"):
        raise SettingMissing(f"{name}: site= is the https:// address at which Guohe is served.")
    near = parts.hostname in _THIS_MACHINE
    return Mail(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        starttls=parts.scheme == "smtp" and not near,
        tls=parts.scheme == "smtps",
        sender=sender,
        site=site,
    )


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
