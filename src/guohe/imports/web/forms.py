"""What a person says about a file, a line, a bank entry or an undo; every fault is told beside its field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings

from guohe.identity.domain.people import Tenant
from guohe.imports.domain.how_to_read import HowToRead
from guohe.kernel.money import AmountNotReadable, Money
from guohe.kernel.texts import say

DATE_ORDERS = ("day first", "month first")
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5hkscs")


class Spoken(forms.Form):
    """A form whose labels and hints are texts named after the form and the field."""

    words = ""

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.lang, self.label_suffix = lang, ""
        for name, field in self.fields.items():
            field.label = field.label or say(f"imports.form.{self.words}.{name}", lang)
            if field.help_text:
                field.help_text = say(f"imports.form.{self.words}.{name}.hint", lang)
            if field.required and not isinstance(field, NeededForSome | SaidForSome):
                field.error_messages["required"] = say(f"imports.form.{self.words}.{name}.missing", lang)

    def choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Gives a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared so below)
        field.choices = list(choices)


class NeededForSome(forms.ChoiceField):
    """Needed with some answers and not with others: never called optional, and its absence is judged with the answer."""

    def validate(self, value: Any) -> None:
        """An empty choice is left to the operation, which names the choices there are."""
        if value:
            super().validate(value)


class SaidForSome(forms.CharField):
    """Words needed with some answers and not with others; the operation says when they are missing."""

    def validate(self, value: Any) -> None:
        """Empty words are judged with the answer."""


class UploadForm(Spoken):
    """The file, what it is, and for whom."""

    words = "upload"
    kind = forms.ChoiceField(widget=forms.RadioSelect)
    file = forms.FileField(allow_empty_file=True, help_text="hint")
    host = forms.ChoiceField()
    encoding = forms.ChoiceField(required=False, help_text="hint")
    project = forms.CharField(required=False, max_length=60, help_text="hint")
    date_order = forms.ChoiceField(required=False, help_text="hint")
    account = forms.ChoiceField(required=False, help_text="hint")
    profile = forms.ChoiceField(required=False, help_text="hint")
    sheet = forms.CharField(required=False, max_length=31, strip=False, help_text="hint")

    def __init__(
        self,
        *arguments: Any,
        lang: str,
        hosts: Sequence[Tenant],
        accounts: Sequence[str],
        profiles: Sequence[str],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose(
            "account", [("", say("imports.form.upload.account.auto", lang)), *((a, a) for a in accounts)]
        )
        self.choose(
            "profile", [("", say("imports.form.upload.profile.auto", lang)), *((p, p) for p in profiles)]
        )
        self.choose("kind", [(kind, say(f"imports.kind.{kind}", lang)) for kind in ("erp", "bank")])
        self.choose("host", [(str(host.host), host.name.in_language(lang)) for host in hosts])
        self.choose(
            "encoding", [("", say("imports.form.upload.encoding.auto", lang)), *((e, e) for e in ENCODINGS)]
        )
        missing = say("IMP-520", lang)
        self.fields["file"].error_messages |= {"required": missing, "missing": missing, "invalid": missing}
        orders = [
            (order, say(f"imports.form.upload.date_order.{order.split()[0]}", lang)) for order in DATE_ORDERS
        ]
        self.choose("date_order", [("", say("imports.form.upload.encoding.auto", lang)), *orders])
        if len(hosts) == 1:
            self.fields["host"].widget = forms.HiddenInput()
            self.fields["host"].initial = str(hosts[0].host)

    def clean_file(self) -> Any:
        """The file is not larger than the limit; nothing of it is read before that."""
        file = self.cleaned_data["file"]
        limit = settings.UPLOAD_LIMIT_BYTES
        if file.size > limit:
            megabyte = 1024 * 1024
            told = say(
                "IMP-522", self.lang, size=f"{-(-file.size // megabyte):,}", limit=f"{limit // megabyte:,}"
            )
            raise forms.ValidationError(told)
        return file

    def how(self) -> HowToRead:
        """The reader's choices."""
        return HowToRead(
            encoding=self.cleaned_data["encoding"] or None,
            project=self.cleaned_data["project"].strip(),
            date_order=self.cleaned_data["date_order"] or None,
            account=self.cleaned_data["account"],
            profile=self.cleaned_data["profile"],
            sheet=self.cleaned_data["sheet"],
        )


class AnswerForm(Spoken):
    """One answer to one question."""

    words = "answer"
    answer = forms.ChoiceField(widget=forms.RadioSelect)
    use_required_attribute = False
    grant = NeededForSome(help_text="hint")
    category = NeededForSome(help_text="hint")
    note = SaidForSome(max_length=500, help_text="hint", widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(
        self,
        *arguments: Any,
        lang: str,
        ready: Sequence[str],
        grants: Sequence[str],
        categories: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("answer", [(each, say(f"imports.answer.{each}", lang)) for each in (*ready, "note")])
        self._offer_grants(ready, grants)
        if "category" in ready:
            self.choose("category", [("", say("imports.form.set_up.choose", lang)), *categories.items()])
        else:
            del self.fields["category"]
        if "count" not in ready:
            self.fields["note"].help_text = say("imports.form.answer.note.hint.note_only", lang)

    def offer_only(self, ready: Sequence[str], grants: Sequence[str]) -> None:
        """A form that comes back offers no more than it did: what was sent is judged against every answer."""
        self.choose("answer", [(each, say(f"imports.answer.{each}", self.lang)) for each in (*ready, "note")])
        if "grant" in self.fields:
            self._offer_grants(ready, grants)

    def _offer_grants(self, ready: Sequence[str], grants: Sequence[str]) -> None:
        if "move" in ready:
            none = ("", say("imports.form.set_up.choose", self.lang))
            self.choose("grant", [none, *((ref, ref) for ref in grants)])
        else:
            del self.fields["grant"]

    def chosen(self) -> str:
        """The grant of a move, or the category of a category."""
        name = {"move": "grant", "category": "category"}.get(self.cleaned_data["answer"], "")
        return str(self.cleaned_data.get(name, "")) if name else ""


class ReasonForm(Spoken):
    """Why something is taken back, or what is asked."""

    words = "reason"
    reason = forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 2}))


class OrderForm(ReasonForm):
    """Which open order ends, and why."""

    words = "order"
    order = forms.ChoiceField()
    field_order = ("order", "reason")

    def __init__(self, *arguments: Any, lang: str, orders: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("order", [(number, number) for number in orders])


class InstalmentForm(Spoken):
    """Of which instalment an entry of a statement is."""

    instalment = forms.ChoiceField()

    def __init__(
        self, *arguments: Any, lang: str, instalments: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("instalment", instalments)


class ReceiptForm(InstalmentForm):
    """Of which instalment a credit is the receipt; why and by which paper, where the bank kept more than one person books.

    ``balance`` is asked only of a credit whose balance does not agree.
    """

    words = "receipt"
    reason = forms.CharField(required=False, max_length=400, help_text="hint")
    evidence = forms.CharField(required=False, max_length=200, help_text="hint")
    balance = forms.CharField(required=False, max_length=400, help_text="hint")


class ConversionForm(InstalmentForm):
    """What the deal slip says about money that left the account."""

    words = "conversion"
    bought = forms.CharField(max_length=40, help_text="hint")
    rate = forms.CharField(max_length=20, help_text="hint")
    deal_no = forms.CharField(max_length=60)
    dealt_on = forms.DateField(input_formats=["%Y-%m-%d"], help_text="hint")

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        seen = str(self.data.get("dealt_on", "")) if self.is_bound else ""
        self.fields["dealt_on"].error_messages["invalid"] = say("IMP-524", lang, seen=seen[:40])

    def clean_bought(self) -> Money:
        """The amount in the host's own currency."""
        seen = self.cleaned_data["bought"]
        try:
            return Money.of("HKD", seen)
        except AmountNotReadable:
            raise forms.ValidationError(say("IMP-525", self.lang, seen=seen)) from None
