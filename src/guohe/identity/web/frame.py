"""What the frame of every page says about who acts, and in the demo whom one could be instead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from guohe.identity.domain.demo_cast import CAST
from guohe.kernel.texts import say
from guohe.ui.languages import language


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """One member of the cast in the switcher."""

    username: str
    label: str
    current: bool


def frame(request: HttpRequest) -> dict[str, Any]:
    """The actor's name, the way out or in, and the cast in demo mode."""
    lang = language()
    user: Any = getattr(request, "user", None)
    told: dict[str, Any] = {
        "who": None,
        "roles": [],
        "sign_out_url": None,
        "sign_in_url": reverse("identity:sign-in"),
    }
    if user is not None and user.is_authenticated:
        told["who"] = user.name.in_language(lang)
        told["sign_out_url"] = None if settings.MODE == "demo" else reverse("identity:sign-out")
    if settings.MODE == "demo":
        now = user.get_username() if user is not None else ""
        told["roles"] = [
            RoleChoice(
                member.username,
                say(
                    "identity.role.choice",
                    lang,
                    name=member.name.in_language(lang),
                    role=say(member.role, lang),
                ),
                member.username == now,
            )
            for member in CAST
        ]
    return told
