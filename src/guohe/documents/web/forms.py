"""What a person tells about a paper."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings

from guohe.documents.domain.amounts import amount_told
from guohe.documents.domain.evidence import Invoice, Slot
from guohe.kernel.money import AmountNotReadable
from guohe.kernel.texts import say


class AttachForm(forms.Form):
    """A file, what it proves, and for an invoice its number and amount."""

    slot = forms.ChoiceField()
    file = forms.FileField()
    number = forms.CharField(required=False, max_length=60)
    code = forms.CharField(required=False, max_length=60)
    amount = forms.CharField(required=False, max_length=40)
    original = forms.CharField(required=False, max_length=200)

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.lang = lang
        slots = self.fields["slot"]
        assert isinstance(slots, forms.ChoiceField)  # noqa: S101 -- declared above
        slots.choices = [(slot.value, say(f"documents.slot.{slot}", lang)) for slot in Slot]
        words = {
            "slot": "kind",
            "file": "file",
            "number": "number",
            "code": "code",
            "amount": "amount",
            "original": "original",
        }
        for name, word in words.items():
            self.fields[name].label = say(f"documents.evidence.{word}", lang)
        self.fields["amount"].help_text = say("documents.evidence.amount.hint", lang)
        choose = say("documents.evidence.choose", lang)
        self.fields["file"].error_messages |= {"required": choose, "missing": choose, "invalid": choose}
        # An empty file is told by the operation, in the same words on every door.
        file = self.fields["file"]
        assert isinstance(file, forms.FileField)  # noqa: S101 -- declared above
        file.allow_empty_file = True

    def clean_file(self) -> Any:
        """A file above the limit is refused with both sizes, before it is read."""
        file = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_BYTES
        if file.size > limit:
            sizes = {"size": _megabytes(file.size), "limit": _megabytes(limit)}
            raise forms.ValidationError(say("DOC-904", self.lang, name=file.name, **sizes))
        return file

    def clean_amount(self) -> Any:
        """The amount with its currency, or nothing."""
        seen = self.cleaned_data["amount"].strip()
        if not seen:
            return None
        try:
            return amount_told(seen)
        except AmountNotReadable:
            raise forms.ValidationError(
                say("documents.evidence.amount.unreadable", self.lang, seen=seen)
            ) from None

    def invoice(self) -> Invoice:
        """What stands on the paper."""
        return Invoice(self.cleaned_data["code"], self.cleaned_data["number"], self.cleaned_data["amount"])


class WithdrawForm(forms.Form):
    """Which paper, and why."""

    attachment = forms.TypedChoiceField(coerce=int)
    why = forms.CharField(required=False, max_length=300)

    def __init__(self, *arguments: Any, lang: str, papers: list[tuple[int, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        choices = self.fields["attachment"]
        assert isinstance(choices, forms.ChoiceField)  # noqa: S101 -- declared above
        choices.choices = papers
        choices.label = say("documents.evidence.which", lang)
        self.fields["why"].label = say("documents.evidence.why", lang)


def _megabytes(size: int) -> str:
    return f"{-(-size // (1024 * 1024))} MB"
