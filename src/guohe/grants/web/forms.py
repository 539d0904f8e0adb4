"""What a person types of a change; what it comes to is judged by the operation, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from guohe.grants.domain.changes import Kind
from guohe.kernel.money import Money
from guohe.kernel.texts import say
from guohe.ui.fields import JudgedText

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}


class WishForm(forms.Form):
    """The lines of a budget with what each would be, or what is wanted instead; and why."""

    use_required_attribute = False

    def __init__(
        self,
        *arguments: Any,
        lang: str,
        kind: Kind,
        lines: Mapping[str, str],
        before: Mapping[str, str],
        currency: str,
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.kind = kind
        if kind is Kind.BUDGET:
            for code, name in lines.items():
                self.fields[f"line-{code}"] = JudgedText(
                    max_length=40,
                    label=say("ui.with", lang, what=name, words=currency),
                    help_text=say(
                        "grants.form.line.hint",
                        lang,
                        approved=Money.of(currency, before.get(code, "0.00")).figure,
                    ),
                    widget=forms.TextInput(attrs={**_PLAIN, "inputmode": "decimal", "class": "gh-short"}),
                )
        else:
            self.fields["to"] = JudgedText(
                max_length=200,
                label=say(f"grants.form.to.{kind}", lang),
                help_text=say("grants.form.to.hint", lang, before=before.get("to") or "-"),
                widget=forms.TextInput(attrs=_PLAIN),
            )
        self.fields["reason"] = JudgedText(
            max_length=2000,
            label=say("grants.form.reason", lang),
            help_text=say("grants.form.reason.hint", lang),
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    @property
    def asked(self) -> dict[str, str]:
        """What was typed, by line."""
        told = self.cleaned_data
        return {name.removeprefix("line-"): str(told[name]) for name in self.fields if name != "reason"}


class StepForm(forms.Form):
    """The day of an act, what shows it, and to whom or why."""

    use_required_attribute = False
    on = JudgedText(max_length=10, widget=forms.TextInput(attrs={**_PLAIN, "class": "gh-short"}))
    evidence = JudgedText(max_length=200, widget=forms.TextInput(attrs=_PLAIN))
    note = forms.CharField(required=False, max_length=500, widget=forms.TextInput(attrs=_PLAIN))

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"grants.form.step.{name}", lang)
            field.help_text = say(f"grants.form.step.{name}.hint", lang)


class ClosingForm(forms.Form):
    """What is said of the points that no rule answers, and what shows it."""

    use_required_attribute = False
    note = JudgedText(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = JudgedText(max_length=200, widget=forms.TextInput(attrs=_PLAIN))

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"grants.form.closing.{name}", lang)
            field.help_text = say(f"grants.form.closing.{name}.hint", lang)


class ReopeningForm(forms.Form):
    """Why a closing is undone, and what shows it."""

    use_required_attribute = False
    reason = JudgedText(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = JudgedText(max_length=200, widget=forms.TextInput(attrs=_PLAIN))

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"grants.form.reopening.{name}", lang)
            field.help_text = say(f"grants.form.reopening.{name}.hint", lang)


class EffectForm(forms.Form):
    """From which day a granted change holds, and what its letter leaves to say."""

    use_required_attribute = False
    since = JudgedText(max_length=10, widget=forms.TextInput(attrs={**_PLAIN, "class": "gh-short"}))

    def __init__(
        self, *arguments: Any, lang: str, kind: Kind, choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        if kind is Kind.INVESTIGATOR:
            self.fields["investigator"] = JudgedText(widget=forms.Select(choices=choices))
        elif kind is Kind.PARTNER:
            for name in ("partner_en", "partner_zh_hant", "partner_zh_hans"):
                self.fields[name] = JudgedText(max_length=200, widget=forms.TextInput(attrs=_PLAIN))
        elif kind is Kind.EQUIPMENT:
            self.fields["replaces"] = JudgedText(widget=forms.Select(choices=choices))
            self.fields["description"] = JudgedText(max_length=200, widget=forms.TextInput(attrs=_PLAIN))
        for name, field in self.fields.items():
            field.label = say(f"grants.form.effect.{name}", lang)
            field.help_text = say(f"grants.form.effect.{name}.hint", lang)


class CorrectionForm(forms.Form):
    """From which day a change holds instead, why, and what shows it."""

    use_required_attribute = False
    since = JudgedText(max_length=10, widget=forms.TextInput(attrs={**_PLAIN, "class": "gh-short"}))
    reason = JudgedText(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))
    evidence = JudgedText(max_length=200, widget=forms.TextInput(attrs=_PLAIN))

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"grants.form.correction.{name}", lang)
            field.help_text = say(f"grants.form.correction.{name}.hint", lang)


class SettleForm(forms.Form):
    """Which version held where no source tells it, and why."""

    use_required_attribute = False
    label = JudgedText(max_length=80)
    reason = JudgedText(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(
        self, *arguments: Any, lang: str, choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        # The form of a switch stands on the same page.
        super().__init__(*arguments, **{"auto_id": "id_settle_%s"} | options)
        self.label_suffix = ""
        self.fields["label"].widget = forms.Select(choices=choices)
        for name, field in self.fields.items():
            field.label = say(f"grants.form.settle.{name}", lang)
            field.help_text = say(f"grants.form.settle.{name}.hint", lang)


class SwitchForm(forms.Form):
    """To which version, from which day, and by which clause or for which reason."""

    use_required_attribute = False
    label = JudgedText(max_length=80)
    starts = JudgedText(max_length=10, widget=forms.TextInput(attrs={**_PLAIN, "class": "gh-short"}))
    clause = JudgedText(max_length=2000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(
        self, *arguments: Any, lang: str, choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.fields["label"].widget = forms.Select(choices=choices)
        for name, field in self.fields.items():
            field.label = say(f"grants.form.switch.{name}", lang)
            field.help_text = say(f"grants.form.switch.{name}.hint", lang)
