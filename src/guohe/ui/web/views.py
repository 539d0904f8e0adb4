"""Help and preferences need no data, so anyone may read them."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from guohe.kernel.texts import say
from guohe.ui.languages import language
from guohe.ui.page import Frame
from guohe.ui.parts import SHAPES


def help_page(request: HttpRequest) -> HttpResponse:
    """What the signs mean, and the keys."""
    page = Frame(title=say("ui.help", language()), command="guohe")
    signs = [(word, f"ui.help.sign.{word}") for word in SHAPES]
    return render(request, "ui/help.html", {"page": page, "signs": signs})


def preferences(request: HttpRequest) -> HttpResponse:
    """The switch of the single keys, and where the language is changed."""
    return render(request, "ui/preferences.html", {"page": Frame(title=say("ui.preferences", language()))})
