"""What a person types to choose a policy or to note a rate; what it comes to is judged by the operation, all faults at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from guohe.kernel.findings import Finding
from guohe.kernel.texts import say
from guohe.reporting.domain.fx import Bearer, NotedRate
from guohe.reporting.domain.printed_fx import noted_words

_PLAIN = {"autocomplete": "off", "spellcheck": "false"}
_SHORT = {**_PLAIN, "class": "gh-short"}


class _Judged(forms.CharField):
    """Words whose absence the operation tells together with everything else; the page never calls them optional."""

    def validate(self, value: Any) -> None:
        """Empty words are judged by the operation."""


class _JudgedChoice(forms.ChoiceField):
    """A choice that the operation judges."""

    def validate(self, value: Any) -> None:
        """A word that is none of the choices is judged by the operation."""


class _JudgedTicks(forms.TypedMultipleChoiceField):
    """Ticks that the operation judges."""

    def validate(self, value: Any) -> None:
        """No tick, or one that waits no longer, is judged by the operation."""


class _JudgedFile(forms.FileField):
    """A file whose absence is judged like its content."""

    def validate(self, value: Any) -> None:
        """No file is an empty one."""


class PolicyForm(forms.Form):
    """The policy, who bears the difference, and why."""

    use_required_attribute = False
    policy = _JudgedChoice(widget=forms.RadioSelect)
    bearer = _JudgedChoice(widget=forms.RadioSelect)
    reason = _Judged(widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(
        self, *arguments: Any, lang: str, policies: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"reporting.form.fx.{name}", lang)
        self.fields["reason"].help_text = say("reporting.form.fx.reason.hint", lang)
        bearers = [(each.value, say(f"reporting.fx.bearer.{each.value}", lang)) for each in Bearer]
        for name, choices in (("policy", list(policies)), ("bearer", bearers)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared so above)
            field.choices = choices


_FIELD_OF: Final = {
    **dict.fromkeys(("MON-463", "MON-479", "MON-491"), "when"),
    **dict.fromkeys(("MON-341", "MON-345", "MON-468", "MON-469"), "rate"),
    **dict.fromkeys(("MON-464", "MON-476"), "source"),
    **dict.fromkeys(("MON-465", "MON-466", "MON-478"), "rated_at"),
}


class RateForm(forms.Form):
    """One rate with its day or month, source and time."""

    use_required_attribute = False
    when = _Judged(widget=forms.TextInput(attrs=_SHORT))
    rate = _Judged(widget=forms.TextInput(attrs={**_SHORT, "inputmode": "decimal"}))
    source = _Judged(widget=forms.TextInput(attrs=_PLAIN))
    rated_at = _Judged(widget=forms.TextInput(attrs=_SHORT))
    budget = forms.BooleanField(required=False)
    sure = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, lang: str, ref: str, base: str, quote: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        for name, field in self.fields.items():
            field.label = say(f"reporting.form.rate.{name}", lang, ref=ref, base=base, quote=quote)
            if name not in ("budget", "sure"):
                field.help_text = say(f"reporting.form.rate.{name}.hint", lang)

    def refused(self, findings: Sequence[Finding], lang: str) -> None:
        """Puts each finding at its field, with its code, in the order of the fields; what concerns no field stands first."""
        order = [None, *self.fields]
        for finding in sorted(findings, key=lambda each: order.index(_FIELD_OF.get(each.code))):
            self.add_error(_FIELD_OF.get(finding.code), f"{finding.code} {finding.sentence(lang)}")


class ConfirmForm(forms.Form):
    """The notes of other people that wait; whoever compared one with its source ticks it."""

    use_required_attribute = False
    numbers = _JudgedTicks(widget=forms.CheckboxSelectMultiple, coerce=int)

    def __init__(self, *arguments: Any, lang: str, waiting: Sequence[NotedRate], **options: Any) -> None:
        options.setdefault("auto_id", "confirm_%s")
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        field = self.fields["numbers"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  (declared so above)
        field.label = say("reporting.rate.confirm.ticks", lang)
        field.choices = [(each.number, noted_words(each, lang)) for each in waiting]


class RateFileForm(forms.Form):
    """A CSV file of rates."""

    use_required_attribute = False
    file = _JudgedFile(allow_empty_file=True)
    sure = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        # Two forms stand on one page; their fields have names of their own.
        options.setdefault("auto_id", "file_%s")
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.fields["file"].label = say("reporting.form.rate.file", lang)
        self.fields["file"].help_text = say("reporting.rate.file.hint", lang)
        self.fields["sure"].label = say("reporting.form.rate.sure", lang)

    def refused(self, findings: Sequence[Finding], lang: str) -> None:
        """Puts every finding, with its code, at the file that holds it."""
        for finding in findings:
            self.add_error("file", f"{finding.code} {finding.sentence(lang)}")
