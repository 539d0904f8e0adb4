"""The sign-in form: two fields, which password managers can fill."""

from __future__ import annotations

from typing import Any

from django import forms

from guohe.kernel.texts import say


class SignInForm(forms.Form):
    """Username and password, with their words in the reader's language."""

    username = forms.CharField(
        max_length=64,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        max_length=1000, strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )

    def __init__(self, *args: Any, lang: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, missing in (("username", "ACC-624"), ("password", "ACC-625")):
            self.fields[name].label = say(f"identity.sign-in.{name}", lang)
            self.fields[name].error_messages["required"] = say(missing, lang)
