"""Addresses of accounts and payments. No number of an account stands in one; a number here is that of our own row."""

from __future__ import annotations

from django.urls import path

from guohe.payments.web import accounts, answers, payment, prepare, releases
from guohe.ui.formats import paths

urlpatterns = [
    *paths("agency/releases", releases.releases_page, "releases"),
    path("agency/releases/chosen", releases.release_chosen, name="release-chosen"),
    path("agency/releases/<int:number>", payment.payment_page, name="release"),
    path("agency/releases/<int:number>/papers", payment.paper, name="paper"),
    path("agency/releases/<int:number>/withdraw", payment.withdraw_it, name="withdraw"),
    path("agency/releases/<int:number>/clarification", payment.clarification, name="clarification"),
    path("agency/releases/<int:number>/file", payment.write_file, name="file-write"),
    path("agency/releases/<int:number>/bytes", payment.take_file, name="file-take"),
    path("agency/releases/new/<ref:ref>/<int:number>", prepare.prepare, name="prepare"),
    path("agency/answers", answers.answers, name="answers"),
    *paths("agency/accounts", accounts.accounts, "accounts"),
    path("agency/accounts/new", accounts.new, name="account-new"),
    path("agency/accounts/<int:number>/retire", accounts.retire, name="retire"),
    path("agency/accounts/<int:number>/call-back", accounts.call_back, name="call-back"),
]
