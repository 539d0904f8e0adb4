"""The reversal form: why, and on which day. Its key is made with the page, so that sending twice reverses once."""

from __future__ import annotations

from typing import Any

from django import forms

from guohe.kernel.texts import say


class ReversalForm(forms.Form):
    """A reason, a day and the page's own key."""

    reason = forms.CharField(max_length=500, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    on = forms.DateField(
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"class": "gh-short", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput())

    def __init__(self, *args: Any, lang: str, entry: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, words in (("reason", "why"), ("on", "day")):
            self.fields[name].label = say(f"funds.reverse.{words}", lang)
            self.fields[name].help_text = say(f"funds.reverse.{words}.hint", lang)
        self.fields["reason"].error_messages["required"] = say("MON-395", lang, source=entry)
        self.fields["on"].error_messages.update(
            required=say("funds.reverse.day.missing", lang), invalid=say("funds.reverse.day.missing", lang)
        )
