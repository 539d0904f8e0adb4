"""Addresses of a grant's changes, closing, rulebooks and partners, of its budget's versions, and of a rulebook that changed."""

from __future__ import annotations

from django.urls import path

from guohe.grants.web import (
    change_effect,
    changes,
    closing,
    one_change,
    one_paper,
    partners,
    rule_changes,
    rules_of_grant,
)
from guohe.ui.formats import paths

urlpatterns = [
    *paths("grants/<ref:ref>/changes", changes.changes, "changes"),
    path("grants/<ref:ref>/changes/new/<str:kind>", changes.new, name="change-new"),
    *paths("grants/<ref:ref>/changes/<int:number>", one_change.one, "change"),
    path("grants/<ref:ref>/changes/<int:number>/draft", changes.rewrite, name="change-draft"),
    path("grants/<ref:ref>/changes/<int:number>/step", one_change.step, name="change-step"),
    path("grants/<ref:ref>/changes/<int:number>/effect", change_effect.take, name="change-effect"),
    path("grants/<ref:ref>/changes/<int:number>/correct", change_effect.correct, name="change-correct"),
    path(
        "grants/<ref:ref>/changes/<int:number>/correct/<int:of>/approve",
        change_effect.approve,
        name="correction-approve",
    ),
    *paths("grants/<ref:ref>/closing", closing.closing, "closing"),
    path("grants/<ref:ref>/closing/prepare", closing.prepare, name="closing-prepare"),
    path("grants/<ref:ref>/closing/<int:number>/approve", closing.approve, name="closing-approve"),
    path("grants/<ref:ref>/closing/reopen", closing.reopen, name="reopening-prepare"),
    path(
        "grants/<ref:ref>/closing/reopen/<int:number>/approve",
        closing.approve_again,
        name="reopening-approve",
    ),
    *paths("grants/<ref:ref>/rules", rules_of_grant.rules, "rules"),
    path("grants/<ref:ref>/rules/switch", rules_of_grant.prepare, name="switch-prepare"),
    path("grants/<ref:ref>/rules/settle", rules_of_grant.settle, name="switch-settle"),
    path("grants/<ref:ref>/rules/<int:number>/approve", rules_of_grant.approve, name="switch-approve"),
    *paths("grants/<ref:ref>/partners", partners.partners, "partners"),
    path("grants/<ref:ref>/partners/<int:number>/confirm/<int:of>", partners.confirm, name="partner-confirm"),
    path(
        "grants/<ref:ref>/partners/<int:number>/<str:paper>/<int:of>", one_paper.paper, name="partner-paper"
    ),
    *paths("rules/changes/<str:book_id>", rule_changes.changes, "rule-changes"),
    *paths("grants/<ref:ref>/budget/versions", changes.versions, "budget-versions"),
]
