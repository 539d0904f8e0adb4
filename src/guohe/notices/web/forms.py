"""What a person types about their mail and their searches; it is judged by the operations, all faults at once."""

from __future__ import annotations

from typing import Any

from django import forms

from guohe.kernel.findings import Refused
from guohe.kernel.texts import LANGUAGES, say
from guohe.notices.domain.rhythm import Rhythm
from guohe.ui.languages import OWN_NAMES


class Judged(forms.CharField):
    """Words that the operation judges, their absence too."""

    def validate(self, value: Any) -> None:
        """Nothing is judged here."""


class JudgedChoice(forms.ChoiceField):
    """One of some words; another is told by the operation together with everything else."""

    def validate(self, value: Any) -> None:
        """Nothing is judged here."""


class Tick(forms.BooleanField):
    """Yes or no, of which neither is missing."""

    def validate(self, value: Any) -> None:
        """Both are answers."""


class ToldForm(forms.Form):
    """A form that shows a refusal beside the fields it is about."""

    use_required_attribute = False

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.lang = lang

    def refused(self, refusal: Refused) -> None:
        """Puts each finding at its field, with its code."""
        for finding in refusal.findings:
            name = (finding.place.pointer or "").removeprefix("id_")
            told = f"{finding.code} {finding.sentence(self.lang)}"
            self.add_error(name if name in self.fields else None, told)


class ChoiceForm(ToldForm):
    """How often, in which language, whether also when nothing waits, and to which address."""

    rhythm = JudgedChoice(widget=forms.RadioSelect)
    language = JudgedChoice(choices=[(code, OWN_NAMES[code]) for code in LANGUAGES], widget=forms.RadioSelect)
    even_empty = Tick()
    address = Judged(
        max_length=300, widget=forms.TextInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    )

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        for name, field in self.fields.items():
            field.label = say(f"notices.choice.{name}", lang)
        self.fields["address"].help_text = say("notices.choice.address.hint", lang)
        words = [(each.value, say(f"notices.choice.rhythm.{each}", lang)) for each in Rhythm]
        rhythm = self.fields["rhythm"]
        assert isinstance(rhythm, forms.ChoiceField)  # noqa: S101  (declared above)
        rhythm.choices = words


class KeepForm(ToldForm):
    """The name of a search, what it looks for, and whether the digest tells what is new."""

    name = Judged(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    words = Judged(
        max_length=300, widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    )
    digest = Tick()

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        for name, field in self.fields.items():
            field.label = say(f"notices.keep.{name}", lang)
        self.fields["name"].help_text = say("notices.keep.name.hint", lang)
