"""What a person fills in before a payment is released; every fault is told beside its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from django import forms

from guohe.identity.domain.people import Tenant
from guohe.kernel.findings import Finding
from guohe.kernel.money import EXPONENTS, AmountNotReadable, Money
from guohe.kernel.texts import say
from guohe.payments.domain.clarification import BECAME
from guohe.payments.domain.filing import PAYER_KINDS

_NO_GUESSES = {"autocomplete": "off", "spellcheck": "false"}


class Spoken(forms.Form):
    """A form whose labels and hints are texts named after the form and the field."""

    words = ""
    use_required_attribute = False

    def __init__(
        self, *arguments: Any, lang: str, said: Mapping[str, str] | None = None, **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.lang, self.label_suffix = lang, ""
        for name, field in self.fields.items():
            field.label = field.label or say(f"payments.form.{self.words}.{name}", lang, **(said or {}))
            if field.help_text:
                field.help_text = say(f"payments.form.{self.words}.{name}.hint", lang)
            if isinstance(field, forms.DateField):
                seen = str(self.data.get(name, "")) if self.is_bound else ""
                day = say("PAY-377", lang, seen=seen[:40])
                field.error_messages.update(required=f"PAY-377 {day}", invalid=f"PAY-377 {day}")

    def choose(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Gives a field its choices."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  (declared so below)
        field.choices = list(choices)

    def tell(self, findings: Iterable[Finding], fields: Mapping[str, str] | None = None) -> None:
        """Puts each finding beside the field it is about; what is about none stands above the form."""
        known = fields or {}
        for finding in findings:
            name = known.get(finding.code, finding.place.pointer or "")
            field = name if name in self.fields else None
            if field is None or field not in self.errors:
                self.add_error(field, f"{finding.code} {finding.sentence(self.lang)}")


class JudgedText(forms.CharField):
    """Words whose absence the operation tells together with everything else; the page never calls them optional."""

    def validate(self, value: Any) -> None:
        """Empty words are judged by the operation."""


def text(*, hint: bool = False, most: int = 140, needed: bool = True) -> forms.CharField:
    """A line of text."""
    return JudgedText(
        required=needed,
        max_length=most,
        help_text="hint" if hint else "",
        widget=forms.TextInput(attrs=_NO_GUESSES),
    )


def day() -> forms.DateField:
    """A day, year-month-day."""
    short = {"class": "gh-short", "inputmode": "numeric", "autocomplete": "off"}
    return forms.DateField(
        input_formats=["%Y-%m-%d"], help_text="hint", widget=forms.DateInput(format="%Y-%m-%d", attrs=short)
    )


class AccountForm(Spoken):
    """An account of a payer or payee."""

    words = "account"
    host = forms.ChoiceField()
    role = forms.ChoiceField(widget=forms.RadioSelect, initial="payee")
    holder = text(hint=True)
    latin_name = text(hint=True)
    street = text(needed=False)
    town = text(hint=True)
    country = text(hint=True, most=2)
    number = text(hint=True, most=40)
    is_iban = forms.BooleanField(required=False)
    currency = forms.ChoiceField(choices=[(each, each) for each in EXPONENTS])
    bic = text(hint=True, needed=False, most=11)
    clearing_system = forms.ChoiceField(required=False)
    member = text(hint=True, needed=False, most=12)
    payer_kind = forms.ChoiceField(required=False, help_text="hint")
    guangdong = forms.BooleanField(required=False)

    def __init__(self, *arguments: Any, lang: str, hosts: Sequence[Tenant], **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("host", [(str(each.host), each.name.in_language(lang)) for each in hosts])
        self.choose("role", [(role, say(f"payments.role.{role}", lang)) for role in ("payee", "payer")])
        none = say("payments.form.account.clearing_system.none", lang)
        self.choose("clearing_system", [("", none), ("CNAPS", "CNAPS"), ("HKNCC", "HKNCC")])
        kinds = [(kind, say(f"payments.kind.{kind}", lang)) for kind in PAYER_KINDS]
        self.choose("payer_kind", [("", say("payments.kind.none", lang)), *kinds])


class CallForm(Spoken):
    """Who confirmed an account, when, and what shows it."""

    words = "call"
    called_on = day()
    spoke_to = text()
    number_known_from = text(hint=True)
    evidence = text(hint=True)


class RetireForm(Spoken):
    """Why an account is not to be used any more."""

    words = "retire"
    reason = text(hint=True, most=400)


class ReleaseForm(Spoken):
    """What is to be paid, as its paper says. The amount is in the instalment's currency."""

    words = "release"
    # Made with the page, before anything is sent: a page that is sent twice prepares one payment.
    key = forms.CharField(required=False, label="-", widget=forms.HiddenInput, initial=uuid4)
    payer = forms.ChoiceField()
    payee = forms.ChoiceField()
    name = text(hint=True)
    amount = text(most=40)
    requested_on = day()
    purpose_code = text(hint=True, needed=False, most=35)
    statistics_code = text(hint=True, needed=False, most=35)
    remittance = text(hint=True, needed=False)

    def __init__(
        self,
        *arguments: Any,
        lang: str,
        currency: str,
        accounts: Mapping[str, Sequence[tuple[str, str]]],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, lang=lang, said={"currency": currency}, **options)
        self.currency = currency
        for role in ("payer", "payee"):
            self.choose(role, accounts[role])

    def clean_key(self) -> UUID | None:
        """The name of this page's asking; None for a page that was not ours."""
        try:
            return UUID(self.cleaned_data["key"])
        except ValueError:
            return None

    def clean_amount(self) -> Money:
        """An exact amount; nothing is rounded on the way in."""
        seen = self.cleaned_data["amount"]
        try:
            return Money.of(self.currency, seen)
        except AmountNotReadable:
            raise forms.ValidationError(f"PAY-376 {say('PAY-376', self.lang, seen=seen[:40])}") from None


class PaperForm(Spoken):
    """A paper of the checklist that is there."""

    words = "paper"
    code = forms.ChoiceField()
    reference = text()

    def __init__(self, *arguments: Any, lang: str, codes: Sequence[str], **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("code", [(code, say(f"payments.paper.{code}", lang)) for code in codes])


class WithdrawForm(Spoken):
    """Why a payment is not to leave."""

    words = "withdraw"
    reason = text(hint=True, most=400)


class ClarifyForm(Spoken):
    """What became of a payment that the bank only called a duplicate."""

    words = "clarify"
    became = forms.ChoiceField(widget=forms.RadioSelect)
    other = text(hint=True, needed=False)
    on = day()
    evidence = text(hint=True, most=400)

    def __init__(self, *arguments: Any, lang: str, payment: str, **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        self.choose("became", [(each, say(f"payments.became.{each}", lang)) for each in BECAME])
        told = f"PAY-414 {say('PAY-414', lang, payment=payment)}"
        self.fields["became"].error_messages.update(required=told, invalid_choice=told)


class DismissForm(Spoken):
    """Why what was said of a payment is not so."""

    words = "dismiss"
    reason = text(hint=True, most=400)


class AnswerForm(Spoken):
    """A report of the bank's."""

    words = "answer"
    file = forms.FileField(help_text="hint")

    def __init__(self, *arguments: Any, lang: str, **options: Any) -> None:
        super().__init__(*arguments, lang=lang, **options)
        told = f"PAY-378 {say('PAY-378', lang)}"
        self.fields["file"].error_messages.update(
            dict.fromkeys(("required", "missing", "invalid", "empty"), told)
        )
