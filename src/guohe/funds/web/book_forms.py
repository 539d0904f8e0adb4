"""The form of a new book. What the law of a book finds is told beside its field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from guohe.funds.domain.new_book import CURRENCIES, MOST_MONTHS, NewBook, check_new_book
from guohe.identity.domain.people import Tenant
from guohe.kernel.money import EXPONENTS
from guohe.kernel.texts import say


class NewBookForm(forms.Form):
    """Host, code, name, first day, months, currencies."""

    use_required_attribute = False
    host = forms.ChoiceField()
    code = forms.CharField(max_length=60)
    name = forms.CharField(max_length=200)
    first_day = forms.DateField(input_formats=["%Y-%m-%d"])
    months = forms.IntegerField(initial=60)
    currencies = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        choices=[(currency, currency) for currency in EXPONENTS],
        initial=list(CURRENCIES),
    )

    def __init__(self, *arguments: Any, lang: str, hosts: Sequence[Tenant], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"funds.books.form.{name}", lang)
            if name != "host":
                field.help_text = say(f"funds.books.form.{name}.hint", lang)
        host = self.fields["host"]
        assert isinstance(host, forms.ChoiceField)  # noqa: S101  (declared so above)
        host.choices = [(str(each.host), each.name.in_language(lang)) for each in hosts]
        if len(hosts) == 1:
            host.widget, host.initial = forms.HiddenInput(), str(hosts[0].host)
        missing = say("funds.books.form.first_day.missing", lang)
        self.fields["first_day"].error_messages.update(required=missing, invalid=missing)
        seen = str(self.data.get("months", "")) if self.is_bound else ""
        months = say("MON-355", lang, seen=seen[:20], most=str(MOST_MONTHS))
        self.fields["months"].error_messages.update(required=months, invalid=months)
        self.fields["code"].error_messages["required"] = say("MON-349", lang, seen="")
        self.fields["name"].error_messages["required"] = say("MON-350", lang)
        none = say("MON-356", lang, seen="-", known=", ".join(EXPONENTS))
        self.fields["currencies"].error_messages["required"] = none
        self.lang = lang

    def clean(self) -> dict[str, Any]:
        """What the law of a book finds stands beside the field it is about, in the same pass as what is missing."""
        told = super().clean() or {}
        for finding in check_new_book(self._plan(told)):
            field = finding.place.pointer
            if field is not None and field not in self.errors:
                self.add_error(field, finding.sentence(self.lang))
        return told

    def plan(self) -> NewBook:
        """The book as asked for."""
        return self._plan(self.cleaned_data)

    @staticmethod
    def _plan(told: dict[str, Any]) -> NewBook:
        """What could be read of it; a field that could not has its own error."""
        return NewBook(
            told.get("code", ""),
            told.get("name", ""),
            told.get("first_day", date.min),
            told.get("months", 0),
            tuple(told.get("currencies", ())),
        )
