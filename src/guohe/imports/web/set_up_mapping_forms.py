"""The mapping as typed: one group of fields an account, some empty ones for accounts that no line has used yet, or a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms
from django.forms import BoundField

from guohe.grants.domain.facts import MappingRowFacts
from guohe.imports.web.forms import NeededForSome
from guohe.kernel.texts import say
from guohe.programmes.domain.packs import Pack

# So many accounts can be added at once; a chart of a hundred comes as a file.
EMPTY: Final = 3
_PARTS: Final = ("account", "account_name", "category", "why")


class Judged(forms.CharField):
    """Needed, and its absence is judged with the row: one reason may stand for all rows."""

    def validate(self, value: Any) -> None:
        """Left to the operation, which knows the other rows."""


class MappingForm(forms.Form):
    """``rows`` are offered as they stand; their codes and names are not typed again. ``version`` is the mapping they stand in."""

    use_required_attribute = False
    file = forms.FileField(required=False, allow_empty_file=True)
    # Written as it is read, in every language.
    in_force_from = forms.DateField(input_formats=["%Y-%m-%d"], widget=forms.DateInput(format="%Y-%m-%d"))
    note = forms.CharField(required=False, max_length=500)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *arguments: Any, lang: str, pack: Pack, rows: Sequence[MappingRowFacts], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.lang, self.label_suffix, self.known = lang, "", tuple(rows)
        for name in ("file", "in_force_from", "note"):
            self.fields[name].label = say(f"imports.mapping.{name}", lang)
        for name in ("file", "in_force_from"):
            self.fields[name].help_text = say(f"imports.mapping.{name}.hint", lang)
        seen = str(self.data.get("in_force_from", "")) if self.is_bound else ""
        unread = say("IMP-524", lang, seen=seen[:40])
        self.fields["in_force_from"].error_messages.update(required=unread, invalid=unread)
        choices = [("", say("imports.mapping.ask", lang))]
        choices += [(each.code, each.names.in_language(lang)) for each in pack.categories]
        for number in range(len(self.known) + EMPTY):
            row = self.known[number] if number < len(self.known) else None
            if row is None:
                self._text(number, "account", 40)
                self._text(number, "account_name", 200)
                self.fields[f"category_{number}"] = forms.ChoiceField(
                    required=False, choices=choices, label=say("imports.mapping.category", lang)
                )
                self._text(number, "why", 300)
            else:
                self.fields[f"category_{number}"] = NeededForSome(
                    choices=choices, label=say("imports.mapping.category", lang), initial=row.category
                )
                self.fields[f"why_{number}"] = Judged(
                    max_length=300, label=say("imports.mapping.why", lang), initial=row.why
                )

    def _text(self, number: int, part: str, longest: int) -> None:
        self.fields[f"{part}_{number}"] = forms.CharField(
            required=False,
            max_length=longest,
            label=say(f"imports.mapping.{part}", self.lang),
        )

    def groups(self) -> list[tuple[str, str, list[BoundField]]]:
        """Each account with its title, its code if it is offered, and its fields, for the page."""
        found = []
        for number in range(len(self.known) + EMPTY):
            row = self.known[number] if number < len(self.known) else None
            title = (
                f"{row.account} {row.account_name}".strip()
                if row
                else say("imports.mapping.new_row", self.lang)
            )
            fields = [self[f"{part}_{number}"] for part in _PARTS if f"{part}_{number}" in self.fields]
            found.append((title, row.account if row else "", fields))
        return found

    def told_rows(self) -> tuple[MappingRowFacts, ...]:
        """Every account with what was chosen for it; an empty group is nobody's account."""
        told = self.cleaned_data
        rows = []
        for number in range(len(self.known) + EMPTY):
            row = self.known[number] if number < len(self.known) else None
            account = row.account if row else " ".join(told[f"account_{number}"].split())
            name = row.account_name if row else told[f"account_name_{number}"].strip()
            category, why = told[f"category_{number}"], told[f"why_{number}"].strip()
            if account or name or category or why:
                rows.append(MappingRowFacts(account, name, category, why))
        return tuple(rows)
