"""What a person types of a partner's money; what it comes to is judged by the operation, all faults at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms

from guohe.grants.domain.partner_papers import EXAMPLES, Typed, rows_of_file
from guohe.grants.domain.partners import Answer, fault
from guohe.kernel.findings import Finding
from guohe.kernel.texts import say
from guohe.ui.fields import JudgedChoice, JudgedText

# The fields of each paper in their order; a statement has its rows besides.
PAPERS: Final[Mapping[str, tuple[str, ...]]] = {
    "agreement": ("reference", "agreed_on", "evidence", "tranches", "dues", "spent_percent", "clause"),
    "condition": ("on", "evidence"),
    "transfer": ("amount", "sent_on", "evidence"),
    "receipt": ("amount", "on", "evidence"),
    "statement": ("stated_on", "evidence", "file", "nothing"),
    "answer": ("answer", "evidence"),
    "withdraw-transfer": ("why",),
    "withdraw-statement": ("why",),
}
_SHORT: Final = ("agreed_on", "sent_on", "stated_on", "on", "amount", "spent_percent")
_LINES: Final = ("tranches", "dues")
# What elsewhere may be missing and is shown as missing.
_NEEDED: Final = (("condition", "evidence"), ("answer", "evidence"))


class PaperForm(forms.Form):
    """One paper of a partner. ``categories`` are the codes and names that a statement may use."""

    use_required_attribute = False

    def __init__(
        self,
        *arguments: Any,
        lang: str,
        paper: str,
        currency: str,
        categories: Mapping[str, str],
        **options: Any,
    ) -> None:
        super().__init__(*arguments, **options)
        self.label_suffix = ""
        self.paper = paper
        self.codes = tuple(categories) if paper == "statement" else ()
        for name in PAPERS[paper]:
            self.fields[name] = _field(name, lang)
            values = {"currency": currency}
            self.fields[name].label = say(f"grants.form.partner.{name}", lang, **values)
            if name != "answer":
                example = say(EXAMPLES[name], lang) if name in EXAMPLES else ""
                key = f"{name}.needed" if (paper, name) in _NEEDED else name
                hint = say(f"grants.form.partner.{key}.hint", lang, example=example)
                self.fields[name].help_text = hint
        for code in self.codes:
            label = categories[code]
            self.fields[f"amount-{code}"] = _text(short=True)
            self.fields[f"amount-{code}"].label = say("ui.with", lang, what=label, words=currency)
            self.fields[f"shows-{code}"] = _text()
            self.fields[f"shows-{code}"].label = say("grants.form.partner.shows", lang, category=label)

    def told(self, name: str) -> str:
        """What was typed in a field."""
        return str(self.cleaned_data.get(name) or "")

    def refused(self, findings: Sequence[Finding], lang: str) -> None:
        """Puts each finding at its field, with its code, in the order of the fields; what concerns no field stands first."""
        order = [None, *self.fields]

        def field_of(finding: Finding) -> str | None:
            name = (finding.place.pointer or "").removeprefix("id_")
            return name if name in self.fields else None

        for finding in sorted(findings, key=lambda each: order.index(field_of(each))):
            self.add_error(field_of(finding), f"{finding.code} {finding.sentence(lang)}")

    @property
    def answer(self) -> Answer | None:
        """The answer chosen."""
        chosen = self.told("answer")
        return Answer(chosen) if chosen in list(Answer) else None

    def rows(self) -> tuple[tuple[Typed, ...], tuple[Finding, ...]]:
        """The rows of the file, or those typed; both at once would count twice (MON-380)."""
        typed = tuple(
            Typed(number, code, self.told(f"amount-{code}"), self.told(f"shows-{code}"), f"id_amount-{code}")
            for number, code in enumerate(self.codes, 1)
            if self.told(f"amount-{code}").strip() or self.told(f"shows-{code}").strip()
        )
        file = self.cleaned_data.get("file")
        if not file:
            return typed, ()
        found, faults = rows_of_file(file.read())
        return found, (*faults, fault("MON-380")) if typed else faults


def _field(name: str, lang: str) -> forms.Field:
    if name == "file":
        return forms.FileField(required=False, allow_empty_file=True)
    if name == "nothing":
        return forms.BooleanField(required=False)
    if name == "answer":
        choices = [(each.value, say(f"grants.partner.answer.{each}", lang)) for each in Answer]
        return JudgedChoice(choices=choices, widget=forms.RadioSelect)
    if name in _LINES:
        return JudgedText(max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    return _text(short=name in _SHORT)


def _text(*, short: bool = False) -> JudgedText:
    plain = {"autocomplete": "off", "spellcheck": "false"}
    if short:
        plain["class"] = "gh-short"
    return JudgedText(max_length=300, widget=forms.TextInput(attrs=plain))
