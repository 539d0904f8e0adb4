"""A page with every part on it, and the addresses a test needs around it."""

from __future__ import annotations

from datetime import date, datetime
from types import SimpleNamespace

from django import forms
from django.conf.urls.i18n import i18n_patterns
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from guohe.identity.web.urls import urlpatterns as identity_pages
from guohe.kernel.clock import UTC8
from guohe.kernel.findings import Finding, Level, Place, Refused
from guohe.kernel.money import Money
from guohe.kernel.names import Name
from guohe.kernel.tables import Column, Kind, Table
from guohe.ui.formats import answer, paths
from guohe.ui.languages import language
from guohe.ui.page import Crumb, Frame
from guohe.ui.page import Place as BarPlace
from guohe.ui.parts import Card
from guohe.ui.web.urls import urlpatterns as ui_pages

TITLES = {"en": "Where is my money", "zh-hant": "款項現況", "zh-hans": "资金现况"}
HEADS = {
    "en": ("Account", "Payee", "Posted", "Lines", "Amount", "Status"),
    "zh-hant": ("科目", "收款人", "入帳日期", "筆數", "金額", "狀況"),
    "zh-hans": ("科目", "收款人", "入账日期", "笔数", "金额", "状态"),
}
ROWS = (
    (
        "6110 Consumables 實驗消耗品",
        "示例鋼材有限公司",
        date(2018, 6, 15),
        3,
        Money.of("HKD", "59700.00"),
        "evidenced",
    ),
    ("7310 Equipment 設備", "示例儀器公司", date(2018, 8, 20), 1, Money.of("HKD", "186000.00"), "reported"),
    ("6510 Testing 測試", "示例檢測公司", date(2018, 10, 5), 1, Money.of("HKD", "62000.00"), "held"),
    ("6110 Return 退貨", "示例鋼材有限公司", date(2018, 7, 12), 1, Money.of("HKD", "-1250.00"), "reversed"),
    ('=HYPERLINK("x")', "<script>alert(1)</script>", date(2018, 7, 12), 1, None, "late"),
)


class Cost(forms.Form):
    """A form with each kind of field, so that each widget's markup is seen."""

    template_name = "django/forms/div.html"
    amount = forms.CharField(
        label="Amount 金額",
        help_text="Digits only, for example 12,300.00",
        error_messages={"required": "Amount: nothing was written. Enter digits, for example 12,300.00."},
    )
    on = forms.DateField(
        label="Date 日期", widget=forms.DateInput(attrs={"type": "date", "class": "gh-short"})
    )
    category = forms.ChoiceField(
        label="Category 類別", choices=[("equipment", "设备费"), ("materials", "材料费")]
    )
    project = forms.ChoiceField(
        label="Which project?",
        widget=forms.RadioSelect,
        choices=[("a", "This project"), ("b", "Rail project")],
    )
    rows = forms.MultipleChoiceField(
        label="Rows",
        widget=forms.CheckboxSelectMultiple,
        choices=[("1", "Row 1"), ("2", "Row 2")],
        required=False,
    )
    sure = forms.BooleanField(label="I have seen the voucher")
    note = forms.CharField(label="Note", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    file = forms.FileField(label="File", required=False)


def sample_table(lang: str) -> Table:
    """Rows of every kind of cell, with totals and a note."""
    keys = ("account", "payee", "posted", "lines", "amount", "status")
    kinds = (Kind.TEXT, Kind.TEXT, Kind.DATE, Kind.NUMBER, Kind.MONEY, Kind.TEXT)
    columns = [Column(key, head, kind) for key, head, kind in zip(keys, HEADS[lang], kinds, strict=True)]
    total = Money("HKD", sum(row[4].minor for row in ROWS if row[4] is not None))
    return Table(
        TITLES[lang],
        columns,
        ROWS,
        totals=(HEADS[lang][4], "", None, 7, total, ""),
        notes=("HKD 1.2400",),
        lang=lang,
    )


def gallery(request: HttpRequest, ref: str, fmt: str) -> HttpResponse:
    """Everything at once."""
    lang = language()
    table = sample_table(lang)
    form = Cost({"amount": ""}) if "fault" in request.GET else Cost()
    found = [
        Finding(
            "IMP-103",
            Level.STOP,
            Place(23, "K", "Amount 金額", "id_amount"),
            {"seen": "12,3OO.00"},
            minor=1230000,
        ),
        Finding("MON-301", Level.HOLD, minor=48000000, rule="DEMO-1 4"),
        Finding("NOD-501", Level.NOTE),
    ]
    page = Frame(
        title=TITLES[lang],
        caption=ref,
        command=f"guohe money {ref} --as-at 2019-07-02",
        as_at=datetime(2019, 7, 2, 10, 0, tzinfo=UTC8),
        permalink=f"/id/grant/{ref}",
        crumbs=(Crumb("Grants", f"/{lang}/grants"), Crumb(ref, f"/{lang}/gallery/{ref}")),
        sources=("Bank read today.",),
        faulty=form.is_bound,
    )
    context = {
        "page": page,
        "table": table,
        "links": [f"#row-{number}" for number in range(len(table.rows))],
        "cell_links": {(0, "amount"): "#trace"},
        "form": form,
        "found": _known(found),
        "navigation": [BarPlace("Today 今日", "#", key="gh"), BarPlace("Grants 項目", "#", current=True)],
        "user": SimpleNamespace(is_authenticated=True),
        "who": "Mr Test Lau",
        "name": Name("Ms Sample Ng", "吳樣本女士", "吴样本女士"),
        "stations": [
            ("approved", "evidenced"),
            ("agreement", "evidenced"),
            ("tax filing", "evidenced"),
            ("sent", "reported"),
            ("credited", "late"),
            ("converted", "expected"),
            ("posted", "expected"),
            ("spendable", "expected"),
        ],
        "facts": [("Funder", "示例科技计划管理中心"), ("Received", Money.of("CNY", "719850.00"), "#change")],
        "cards": [
            Card("Instalment 1", "DEMO-NKP-2018-001/T1", Money.of("CNY", "720000.00"), ("2018-04-12",), "#1"),
            Card(
                "Bank credit 銀行入帳",
                "DEMO-UETR-1",
                Money.of("CNY", "719850.00"),
                ("charge CNY 150.00",),
                "#2",
            ),
            Card("Lot", "LOT-1", Money.of("HKD", "892614.00"), ("1.2400", "DEMO-FX-1"), current=True),
            Card("Invoice", "AP18-00901", Money.of("HKD", "186000.00"), ("LC-200B",), "#4"),
        ],
        "pages": Paginator(range(30), 10).page(2),
        "amount": Money.of("CNY", "-316563.31"),
        "now": page.as_at,
    }
    return answer(
        request, template="gallery/gallery.html", context=context, table=table, name=f"{ref}-money", fmt=fmt
    )


def _known(found: list[Finding]) -> list[Finding]:
    """The findings whose words exist in this version of the product."""
    from guohe.kernel.texts import TextMissing

    known = []
    for finding in found:
        try:
            finding.sentence("en")
        except TextMissing:
            continue
        known.append(finding)
    return known


def refuse(request: HttpRequest) -> HttpResponse:
    """Nobody may."""
    raise PermissionDenied("Ms Sample Ng can.")


def decline(request: HttpRequest, fmt: str) -> HttpResponse:
    """An operation wrote nothing."""
    raise Refused(Finding("DOC-917", Level.STOP))


def fail(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    raise RuntimeError("planted")


urlpatterns = i18n_patterns(
    path("", include((identity_pages, "identity"))),
    path("", include((ui_pages, "ui"))),
    *paths("gallery/<str:ref>", gallery, "gallery", formats=("json", "csv", "txt", "xlsx", "pdf")),
    path("refuse", refuse),
    path("fail", fail),
    *paths("decline", decline, "decline", formats=("json",)),
)
