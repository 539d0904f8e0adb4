"""What a person types of an act; everything that stands against it is judged by the operation, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from guohe.equipment.domain.checked import Told
from guohe.equipment.domain.pieces import Act, Approved
from guohe.kernel.money import EXPONENTS
from guohe.kernel.texts import say
from guohe.ui.fields import JudgedText

_PLAIN: Final = {"autocomplete": "off", "spellcheck": "false"}
_SHORT: Final = {**_PLAIN, "class": "gh-short"}
# What each act asks for, in the order of the form; an act on a new piece asks first for the line of the list.
ASKED: Final[Mapping[Act, tuple[str, ...]]] = {
    Act.ORDERED: ("model", "amount", "currency", "reference", "on", "note"),
    Act.DELIVERED: ("model", "amount", "currency", "reference", "on", "place", "evidence"),
    Act.TAGGED: ("tag", "place", "custodian", "on"),
    Act.MOVED: ("place", "custodian", "on", "note"),
    Act.COUNTED: ("on", "place", "note"),
    Act.LENT: ("place", "custodian", "across", "customs", "on", "evidence"),
    Act.RETURNED: ("place", "custodian", "on", "note"),
    Act.NOTIFIED: ("on", "evidence", "note"),
    Act.DISPOSED: ("on", "evidence", "note"),
    Act.TRANSFERRED: ("place", "custodian", "on", "evidence", "note"),
    Act.TAKEN_BACK: ("on", "note"),
}
_OPTIONAL: Final = {"amount", "currency", "reference", "customs"}


class ActForm(forms.Form):
    """The fields of one act."""

    use_required_attribute = False

    def __init__(
        self, *arguments: Any, lang: str, act: Act, lines: Sequence[Approved] | None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.act = act
        if lines is not None:
            none = ("", say("equipment.form.approved.none", lang))
            listed = [(str(line.number), f"{line.code} {line.model} · {line.description}") for line in lines]
            self.fields["approved"] = forms.ChoiceField(choices=[*listed, none], required=False)
        for name in ASKED[act]:
            self.fields[name] = self._field(name, lang)
        for name, field in self.fields.items():
            field.label = say(f"equipment.form.{name}", lang)
            field.help_text = say(f"equipment.form.{name}.hint", lang)

    def _field(self, name: str, lang: str) -> forms.Field:
        if name == "across":
            return forms.BooleanField(required=False)
        if name == "currency":
            return forms.ChoiceField(
                choices=[(code, code) for code in EXPONENTS], required=False, initial="HKD"
            )
        if name == "note":
            return JudgedText(max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
        short = name in ("on", "amount", "tag")
        widget = forms.TextInput(attrs=_SHORT if short else _PLAIN)
        if name in _OPTIONAL:
            return forms.CharField(required=False, max_length=200, widget=widget)
        return JudgedText(max_length=200, widget=widget)

    @property
    def told(self) -> Told:
        """The act as it was typed."""
        typed = {name: self.cleaned_data.get(name, "") for name in ASKED[self.act]}
        across = bool(typed.pop("across", False))
        if not typed.get("amount"):
            typed.pop("currency", None)
        return Told(self.act, across=across, **typed)

    @property
    def line(self) -> int | None:
        """The line of the list that was chosen."""
        chosen = self.cleaned_data.get("approved", "")
        return int(chosen) if chosen else None


class ListForm(forms.Form):
    """A line of the agreement's list as its source shows it."""

    use_required_attribute = False
    model = JudgedText(max_length=100, widget=forms.TextInput(attrs=_PLAIN))
    description = forms.CharField(required=False, max_length=200, widget=forms.TextInput(attrs=_PLAIN))
    purpose = forms.CharField(required=False, max_length=300, widget=forms.TextInput(attrs=_PLAIN))
    sharing = forms.CharField(required=False, max_length=300, widget=forms.TextInput(attrs=_PLAIN))
    amount = forms.CharField(required=False, max_length=40, widget=forms.TextInput(attrs=_SHORT))
    currency = forms.ChoiceField(choices=[(code, code) for code in EXPONENTS], required=False)
    on = forms.CharField(required=False, max_length=10, widget=forms.TextInput(attrs=_SHORT))
    source = JudgedText(max_length=200, widget=forms.TextInput(attrs=_PLAIN))

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"equipment.form.list.{name}", lang)
            field.help_text = say(f"equipment.form.list.{name}.hint", lang)
