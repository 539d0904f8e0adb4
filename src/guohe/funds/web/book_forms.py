"""The form of a new book. What is written in it is judged by the operation; the form only reads it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from guohe.funds.domain.new_book import CURRENCIES, MOST_MONTHS, NewBook
from guohe.identity.domain.people import Tenant
from guohe.kernel.money import EXPONENTS
from guohe.kernel.texts import say


class NewBookForm(forms.Form):
    """Host, code, name, first day, months, currencies."""

    use_required_attribute = False
    host = forms.ChoiceField()
    code = forms.CharField(required=False, max_length=60)
    name = forms.CharField(required=False, max_length=200)
    first_day = forms.DateField(input_formats=["%Y-%m-%d"])
    months = forms.IntegerField(initial=60)
    currencies = forms.MultipleChoiceField(
        required=False,
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

    def plan(self) -> NewBook:
        """The book as asked for."""
        told = self.cleaned_data
        return NewBook(
            told["code"], told["name"], told["first_day"], told["months"], tuple(told["currencies"])
        )
