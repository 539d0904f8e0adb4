"""What a person says about one of the host's own accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from guohe.exchange.domain.banks import BankProfile
from guohe.exchange.domain.profile_file import LONGEST_CUT
from guohe.identity.domain.people import Tenant
from guohe.imports.domain.accounts import COUNTS, ORDERS, HowItWrites
from guohe.imports.web.forms import Spoken
from guohe.kernel.texts import say

# Nobody has said what stands first: the file may show it.
FILE_TELLS: Final = "file"


class AccountForm(Spoken):
    """Last four signs, currency, and how its bank writes a statement."""

    words = "account"
    host = forms.ChoiceField()
    tail = forms.CharField(max_length=4, help_text="hint")
    currency = forms.CharField(max_length=3, help_text="hint")
    profile = forms.ChoiceField(help_text="hint")
    counts = forms.ChoiceField(widget=forms.RadioSelect, help_text="hint")
    cut = forms.IntegerField(min_value=0, max_value=LONGEST_CUT, help_text="hint")
    order = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(
        self,
        *arguments: Any,
        lang: str,
        hosts: Sequence[Tenant],
        profiles: Mapping[int, Mapping[str, BankProfile]],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, lang=lang, **options)
        # Two hosts may call different banks by one code; which of them know the chosen one is asked when it is sent.
        names: dict[str, set[str]] = {}
        for own in profiles.values():
            for code, each in own.items():
                names.setdefault(code, set()).add(each.called(lang))
        self.choose(
            "profile",
            [
                (code, say("ui.about", lang, what=code, words=" / ".join(sorted(called))))
                for code, called in sorted(names.items())
            ],
        )
        self.choose("host", [(str(host.host), host.name.in_language(lang)) for host in hosts])
        self.choose("counts", [(each, say(f"imports.accounts.counts.{each}", lang)) for each in COUNTS])
        orders = (*ORDERS, FILE_TELLS)
        self.choose(
            "order", [(each, say(f"imports.accounts.order.{each.split()[0]}", lang)) for each in orders]
        )
        missing = self.fields["cut"].error_messages["required"]
        self.fields["cut"].error_messages |= dict.fromkeys(("invalid", "min_value", "max_value"), missing)
        self.fields["cut"].widget.attrs |= {"min": 0, "max": LONGEST_CUT}
        if len(hosts) == 1:
            self.fields["host"].widget = forms.HiddenInput()
            self.fields["host"].initial = str(hosts[0].host)

    def how(self, bank: BankProfile) -> HowItWrites:
        """The way of the account, by the profile of its host that was chosen."""
        told = self.cleaned_data
        order = None if told["order"] == FILE_TELLS else told["order"]
        return HowItWrites(told["counts"], told["cut"], order, bank)


class ProfileForm(Spoken):
    """How a bank writes, as a file that a person edits in the page."""

    words = "profile"
    host = forms.ChoiceField()
    body = forms.CharField(
        max_length=8_000,
        strip=False,
        help_text="hint",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "autocomplete": "off"}),
    )

    def __init__(self, *arguments: Any, lang: str, hosts: Sequence[Tenant], **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("host", [(str(host.host), host.name.in_language(lang)) for host in hosts])
        missing = self.fields["body"].error_messages["required"]
        self.fields["body"].error_messages |= {"max_length": missing, "null_characters_not_allowed": missing}
        if len(hosts) == 1:
            self.fields["host"].widget = forms.HiddenInput()
            self.fields["host"].initial = str(hosts[0].host)
