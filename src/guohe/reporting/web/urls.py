"""Addresses of reports. Stored copies have their own noun, so that no year can be taken for a number."""

from django.urls import path

from guohe.reporting.web import copies, fx, lines, rates, views
from guohe.ui.formats import paths

ALL = ("json", "csv", "txt", "xlsx", "pdf")

urlpatterns = [
    *paths("grants/<ref:ref>/fx", fx.fx, "fx", formats=ALL),
    path("grants/<ref:ref>/fx/choose", fx.choose, name="fx-choose"),
    path("grants/<ref:ref>/fx/approve/<int:number>", fx.approve, name="fx-approve"),
    *paths("grants/<ref:ref>/fx/rates", rates.rates, "rates"),
    path("grants/<ref:ref>/fx/rates/note", rates.note, name="rate-note"),
    path("grants/<ref:ref>/fx/rates/confirm", rates.confirm, name="rate-confirm"),
    path("grants/<ref:ref>/fx/rates/file", rates.read_file, name="rate-file"),
    *paths("grants/<ref:ref>/reports", views.report_list, "list"),
    path("grants/<ref:ref>/reports/copy/<int:number>/sign", copies.sign, name="sign"),
    path("grants/<ref:ref>/reports/copy/<int:number>/correct", copies.correct, name="correct"),
    *paths("grants/<ref:ref>/reports/copy/<int:number>", copies.copy_page, "copy", formats=ALL),
    *paths("grants/<ref:ref>/reports/<str:years>/lines", lines.lines, "lines"),
    path("grants/<ref:ref>/reports/<str:years>/remark", lines.remark, name="remark"),
    path("grants/<ref:ref>/reports/<str:years>/prepare", copies.prepare, name="prepare"),
    *paths("grants/<ref:ref>/reports/<str:years>", views.twin_page, "twin", formats=ALL),
]
