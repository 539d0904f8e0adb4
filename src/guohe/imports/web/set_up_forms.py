"""The steps of setting up a grant, one matter a page; what was given once is not asked again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from django import forms

from guohe.grants.domain.set_up import (
    check_codes,
    check_days,
    check_instalments,
    check_reference,
    check_share,
)
from guohe.imports.web.forms import Spoken
from guohe.kernel.findings import Finding
from guohe.kernel.money import AmountNotReadable, Money
from guohe.kernel.texts import say

INSTALMENTS = 4


def _day() -> forms.DateField:
    return forms.DateField(input_formats=["%Y-%m-%d"], help_text="hint")


class SetUpForm(Spoken):
    """One step; dates and amounts that cannot be read are quoted back."""

    words = "set_up"

    def __init__(
        self,
        *arguments: Any,
        choices: Mapping[str, Sequence[tuple[str, str]]],
        award: Money | None = None,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.award = award
        for name, field in self.fields.items():
            if isinstance(field, forms.ChoiceField) and name in choices:
                field.choices = list(choices[name])
            if isinstance(field, forms.DateField):
                seen = str(self.data.get(name, ""))[:40] if self.is_bound else ""
                field.error_messages["invalid"] = say("IMP-524", self.lang, seen=seen)

    def money(self, name: str, currency: str = "CNY") -> Money | None:
        """The amount in a field, or None when it is empty. Raises ValidationError."""
        seen = self.cleaned_data.get(name, "")
        if not seen:
            return None
        try:
            return Money.of(currency, seen)
        except AmountNotReadable:
            raise forms.ValidationError({name: say("IMP-525", self.lang, seen=seen)}) from None

    def told(self, field: str, findings: Iterable[Finding]) -> None:
        """Puts what a rule of the agreement finds beside the field that it is about."""
        for finding in findings:
            self.add_error(field, finding.sentence(self.lang))


class AgreementForm(SetUpForm):
    """Which grant, under which pack, of which funder."""

    ref = forms.CharField(max_length=200, help_text="hint")
    title_en = forms.CharField(max_length=300)
    title_zh_hant = forms.CharField(max_length=300)
    title_zh_hans = forms.CharField(max_length=300)
    pack = forms.ChoiceField(help_text="hint")
    funder_en = forms.CharField(max_length=200)
    funder_zh_hant = forms.CharField(max_length=200)
    funder_zh_hans = forms.CharField(max_length=200)

    def clean(self) -> dict[str, Any]:
        """The reference can stand in an address."""
        told = super().clean() or {}
        if "ref" in told:
            self.told("ref", check_reference(told["ref"], taken=False))
        return told


class MoneyForm(SetUpForm):
    """The award, its days, and the instalments that add up to it."""

    total = forms.CharField(max_length=40, help_text="hint")
    starts = _day()
    last_day = _day()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for number in range(1, INSTALMENTS + 1):
            words = {"number": str(number)}
            self.fields[f"amount_{number}"] = forms.CharField(
                required=number == 1,
                max_length=40,
                label=say("imports.form.set_up.amount", self.lang, **words),
            )
            self.fields[f"due_{number}"] = forms.DateField(
                required=False,
                input_formats=["%Y-%m-%d"],
                label=say("imports.form.set_up.due", self.lang, **words),
                error_messages={
                    "invalid": say("IMP-524", self.lang, seen=str(self.data.get(f"due_{number}", ""))[:40])
                },
            )
            self.fields[f"condition_{number}"] = forms.CharField(
                required=False, max_length=200, label=say("imports.form.set_up.condition", self.lang, **words)
            )
        self.fields["amount_1"].error_messages["required"] = say(
            "imports.form.set_up.amount.missing", self.lang
        )

    def clean(self) -> dict[str, Any]:
        """Every amount can be read, the instalments add to the award, and the last day is not before the first."""
        told = super().clean() or {}
        award = self.money("total")
        amounts = [self.money(f"amount_{number}") for number in range(1, INSTALMENTS + 1)]
        if award is not None and "amount_1" in told:
            found = check_instalments(award, [amount for amount in amounts if amount is not None])
            self.told("amount_1", found)
        starts, last_day = told.get("starts"), told.get("last_day")
        if starts and last_day:
            self.told("last_day", check_days(starts, last_day + timedelta(days=1)))
        return told


def codes_in(typed: str) -> tuple[str, ...]:
    """The project codes of a field, which commas part."""
    return tuple(code.strip() for code in typed.split(",") if code.strip())


class PeopleForm(SetUpForm):
    """In which unit and who leads it here, who is the partner, and the partner's share.

    It comes after the days, because the units offered are those of the grant's first day.
    """

    unit = forms.ChoiceField(help_text="hint")
    investigator = forms.ChoiceField()
    project_codes = forms.CharField(max_length=200, help_text="hint")
    partner_en = forms.CharField(required=False, max_length=200)
    partner_zh_hant = forms.CharField(required=False, max_length=200)
    partner_zh_hans = forms.CharField(required=False, max_length=200)
    partner_share = forms.CharField(required=False, max_length=40, help_text="hint")

    def clean(self) -> dict[str, Any]:
        """The share can be read, and there is a project code."""
        told = super().clean() or {}
        if "project_codes" in told:
            self.told("project_codes", check_codes(codes_in(told["project_codes"])))
        share = self.money("partner_share")
        if share is not None and self.award is not None:
            self.told("partner_share", check_share(share, self.award))
        return told


class PolicyForm(SetUpForm):
    """How exchange is traced, and in which book."""

    lot_policy = forms.ChoiceField(widget=forms.RadioSelect, help_text="hint")
    fx_policy = forms.ChoiceField(widget=forms.RadioSelect)
    book = forms.ChoiceField()


class KeptFile(forms.FileField):
    """A file that is needed, once: without a new one the page goes on with the one it kept, or says that none came."""

    def validate(self, value: object) -> None:
        """Left to the page, which knows what it kept."""


class BudgetForm(SetUpForm):
    """The agreement's budget table and the day it was approved."""

    use_required_attribute = False
    file = KeptFile(help_text="hint")
    approved_on = _day()
    table_unit = forms.ChoiceField(required=False, help_text="hint")
    sheet = forms.CharField(required=False, max_length=31, strip=False, help_text="hint")
    explained = forms.CharField(
        required=False, max_length=500, help_text="hint", widget=forms.Textarea(attrs={"rows": 2})
    )


STEPS: dict[str, type[SetUpForm]] = {
    "agreement": AgreementForm,
    "money": MoneyForm,
    "people": PeopleForm,
    "policy": PolicyForm,
    "budget": BudgetForm,
}
