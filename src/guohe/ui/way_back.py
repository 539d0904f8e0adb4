"""Every page of a grant leads back the same way: all grants, then this one."""

from __future__ import annotations

from django.urls import reverse

from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Crumb


def to_grant(ref: str) -> tuple[Crumb, Crumb]:
    """The list of grants and the home of this one, which another context serves under these names."""
    return (
        Crumb(say("ui.place.grants", language()), reverse("portal:grants")),
        Crumb(ref, reverse("portal:grant", args=[ref])),
    )
