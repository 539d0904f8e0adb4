"""Addresses of imports, lines, questions and the set-up of a grant."""

from __future__ import annotations

from django.urls import path

from guohe.imports.web import (
    accounts,
    bank,
    charges,
    check,
    check_again,
    fix_list,
    jobs,
    lines,
    orders,
    profiles,
    questions,
    runs,
    set_up,
    set_up_mapping,
    undo,
    waiting_lines,
)
from guohe.ui.formats import paths

urlpatterns = [
    path("import/new", jobs.new, name="new"),
    *paths("import", jobs.jobs, "jobs"),
    *paths("import/runs/<int:number>", runs.run, "run", formats=("json",)),
    path("import/runs/<int:number>/stop", runs.stop, name="stop"),
    path("import/entries/<int:number>", bank.use, name="entry"),
    path("import/<int:number>", jobs.job, name="job"),
    path("import/<int:number>/map", check.map_page, name="map"),
    *paths("import/<int:number>/check", check.check, "check"),
    path("import/<int:number>/check-again", check_again.check_again, name="check-again"),
    path("import/<int:number>/ticks", check.ticks, name="ticks"),
    *paths("import/<int:number>/resolve", check.resolve, "resolve"),
    *paths("import/<int:number>/confirm", check.confirm_page, "confirm"),
    *paths("import/<int:number>/result", jobs.result, "result"),
    path("import/<int:number>/undo", undo.undo, name="undo"),
    *paths("import/<int:number>/entries", bank.entries, "entries"),
    path("import/<int:number>/waiting/<int:line>", waiting_lines.tell, name="waiting-line"),
    path("import/<int:number>/fix-list.<str:fmt>", fix_list.fix_list, name="fix-list"),
    *paths("bank/accounts", accounts.accounts, "accounts"),
    *paths("bank/charges", charges.charges, "charges"),
    path("bank/charges/<int:number>", charges.charge, name="charge"),
    path("bank/accounts/register", accounts.register, name="account-register"),
    *paths("bank/profiles", profiles.profiles, "profiles"),
    path("bank/profiles/write", profiles.write, name="profile-write"),
    path("grants/new", set_up.start, name="set-up"),
    path("grants/new/<str:step>", set_up.step, name="set-up-step"),
    path("mapping/decide", set_up_mapping.decide, name="mapping-decide"),
    *paths("mapping", set_up_mapping.shown, "mapping"),
    *paths("grants/<ref:ref>/lines", lines.lines, "lines"),
    *paths("grants/<ref:ref>/orders", orders.orders, "orders"),
    path("grants/<ref:ref>/orders/release", orders.release, name="order-release"),
    *paths("grants/<ref:ref>/questions", questions.of_grant, "questions"),
    *paths("questions", questions.questions, "questions"),
    *paths("questions/<int:number>", questions.question, "question"),
    *paths("lines/<int:number>", lines.line, "line"),
    path("lines/<int:number>/ask", questions.ask, name="ask"),
]
