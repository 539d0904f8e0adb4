"""Addresses of the bank inbox."""

from __future__ import annotations

from django.urls import path

from guohe.reconciliation.web import inbox, recon
from guohe.ui.formats import paths

urlpatterns = [
    *paths("bank/inbox", inbox.inbox_page, "inbox"),
    path("bank/inbox/<int:number>", inbox.say_what, name="say"),
    *paths("recon", recon.all_recon_page, "recon-all"),
    *paths("recon/<ref:ref>", recon.recon_page, "recon"),
    path("recon/<ref:ref>/sign", recon.sign, name="sign"),
]
