"""Addresses of people: of one grant, and of all that one sees."""

from __future__ import annotations

from django.urls import path

from guohe.people.web import pages, recording
from guohe.ui.formats import paths

urlpatterns = [
    *paths("grants/<ref:ref>/people", pages.of_grant, "of-grant"),
    *paths("grants/<ref:ref>/people/payroll", pages.payroll, "of-grant-payroll"),
    path("grants/<ref:ref>/people/plan", recording.plan, name="of-grant-plan"),
    *paths("people", pages.everybody, "people"),
    path("people/new", recording.new, name="people-new"),
    path("people/payroll", recording.payroll, name="people-payroll"),
    path("people/<int:number>/contract", recording.contract, name="people-contract"),
    path("people/<int:number>/cost", recording.cost, name="people-cost"),
]
