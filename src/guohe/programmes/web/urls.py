"""Addresses of rulebooks (``/rules/<book>/<rule>@<version>``), calls (``/calls/<call>/check``) and deadlines (``/calendar``)."""

from __future__ import annotations

from django.urls import path

from guohe.programmes.web import can_apply, deadlines, views
from guohe.ui.formats import paths

_FORMS = ("json", "csv", "txt")

urlpatterns = [
    *paths("rules", views.rules, "rules", formats=_FORMS),
    *paths("rules/<str:label>", views.rulebook, "rulebook", formats=_FORMS),
    *paths("rules/<str:book_id>/<str:named>", views.rule, "rule", formats=_FORMS),
    *paths("calls", can_apply.calls_page, "calls", formats=_FORMS),
    *paths("checks/<str:number>", can_apply.receipt, "receipt", formats=_FORMS),
    path("calls/<str:code>", can_apply.ask, name="ask"),
    path("calls/<str:code>/check", can_apply.question, name="question"),
    path("calls/<str:code>/answers", can_apply.answers_page, name="answers"),
    path("calls/<str:code>/again", can_apply.begin_again, name="begin-again"),
    *paths("calls/<str:code>/deadlines", deadlines.deadlines, "deadlines", formats=_FORMS),
    path("calls/<str:code>/deadlines.ics", deadlines.deadlines_file, name="deadlines-file"),
    *paths("calendar", deadlines.calendar, "calendar", formats=_FORMS),
    path("calendar.ics", deadlines.calendar_file, name="calendar-file"),
]
