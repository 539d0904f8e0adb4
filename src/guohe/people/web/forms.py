"""What a person types of somebody's name, contract, cost and months; the operation judges it, all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from guohe.kernel.money import EXPONENTS
from guohe.kernel.texts import say
from guohe.ui.fields import JudgedText

_PLAIN: Final = {"autocomplete": "off", "spellcheck": "false"}
_SHORT: Final = {**_PLAIN, "class": "gh-short"}


def _words(length: int = 200) -> forms.CharField:
    return JudgedText(max_length=length, widget=forms.TextInput(attrs=_PLAIN))


def _short(length: int = 20) -> forms.CharField:
    return JudgedText(max_length=length, widget=forms.TextInput(attrs=_SHORT))


def _maybe(length: int = 200, *, short: bool = False) -> forms.CharField:
    widget = forms.TextInput(attrs=_SHORT if short else _PLAIN)
    return forms.CharField(required=False, max_length=length, widget=widget)


class Spoken(forms.Form):
    """A form whose labels stand in the texts, and whose choices are handed in."""

    use_required_attribute = False

    def __init__(
        self, *arguments: Any, lang: str, chosen: Sequence[tuple[str, str]] = (), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"people.form.{name}", lang)
            field.help_text = say(f"people.form.{name}.hint", lang)
            if isinstance(field, forms.ChoiceField) and name in ("person", "host"):
                field.choices = list(chosen)


class PlanForm(Spoken):
    """A share of some months."""

    person = forms.ChoiceField()
    first = _short()
    last = _maybe(20, short=True)
    share = _short()
    note = _maybe()


class PersonForm(Spoken):
    """A name in three scripts."""

    host = forms.ChoiceField()
    en = _maybe()
    zh_hant = _maybe()
    zh_hans = _maybe()


class ContractForm(Spoken):
    """A contract."""

    starts = _short()
    last_day = _maybe(20, short=True)
    notice_months = _short(4)
    permit_until = _maybe(20, short=True)
    evidence = _words()


class CostForm(Spoken):
    """What a whole month costs."""

    from_month = _short()
    amount = _short(40)
    currency = forms.ChoiceField(choices=[(code, code) for code in EXPONENTS], initial="HKD")
    source = _words()


class PayrollForm(Spoken):
    """A payroll file of a host."""

    host = forms.ChoiceField()
    file = forms.FileField(allow_empty_file=True)
