"""Help and preferences need no data, so anyone may read them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.parts import SHAPES
from guohe.ui.preference_parts import parts_for


def help_page(request: HttpRequest) -> HttpResponse:
    """What the signs mean, and the keys."""
    page = Frame(title=say("ui.help", language()), command="guohe")
    signs = [(word, f"ui.help.sign.{word}") for word in SHAPES]
    return render(request, "ui/help.html", {"page": page, "signs": signs})


def preferences(request: HttpRequest) -> HttpResponse:
    """The switch of the single keys, where the language is changed, and what higher contexts let one choose."""
    page = Frame(title=say("ui.preferences", language()))
    return render(request, "ui/preferences.html", {"page": page, "parts": parts_for(request)})
