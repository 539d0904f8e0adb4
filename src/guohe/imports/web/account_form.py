"""What a person says about one of the host's own accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from guohe.identity.domain.people import Tenant
from guohe.imports.domain.accounts import COUNTS, LONGEST_CUT, ORDERS, HowItWrites
from guohe.imports.web.forms import Spoken
from guohe.kernel.texts import say


class AccountForm(Spoken):
    """Last four signs, currency, and how its bank writes a statement."""

    words = "account"
    host = forms.ChoiceField()
    tail = forms.CharField(max_length=4, help_text="hint")
    currency = forms.CharField(max_length=3, help_text="hint")
    counts = forms.ChoiceField(widget=forms.RadioSelect, help_text="hint")
    cut = forms.IntegerField(min_value=0, max_value=LONGEST_CUT, help_text="hint")
    order = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(self, *arguments: Any, lang: str, hosts: Sequence[Tenant], **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("host", [(str(host.host), host.name.in_language(lang)) for host in hosts])
        self.choose("counts", [(each, say(f"imports.accounts.counts.{each}", lang)) for each in COUNTS])
        self.choose(
            "order", [(each, say(f"imports.accounts.order.{each.split()[0]}", lang)) for each in ORDERS]
        )
        missing = self.fields["cut"].error_messages["required"]
        self.fields["cut"].error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), missing)
        self.fields["cut"].widget.attrs |= {"min": 0, "max": LONGEST_CUT}
        if len(hosts) == 1:
            self.fields["host"].widget = forms.HiddenInput()
            self.fields["host"].initial = str(hosts[0].host)

    def how(self) -> HowItWrites:
        """The way of the account's bank."""
        told = self.cleaned_data
        return HowItWrites(told["counts"], told["cut"], told["order"])
