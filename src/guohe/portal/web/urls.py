"""Addresses of the pages that join contexts."""

from django.urls import path

from guohe.portal.web import budget, cost_check, grants, health, money, search, today
from guohe.ui.formats import paths

urlpatterns = [
    *paths("", today.today, "today", formats=()),
    *paths("today", today.today, "today_list", formats=("json", "csv")),
    *paths("grants", grants.all_grants, "grants"),
    *paths("search", search.search_page, "search"),
    *paths("grants/<ref:ref>", grants.home, "grant"),
    path("id/grant/<ref:ref>", grants.permanent, name="permanent-grant"),
    *paths("grants/<ref:ref>/budget", budget.budget, "budget"),
    *paths("grants/<ref:ref>/check", cost_check.check, "check"),
    *paths("grants/<ref:ref>/money", money.money, "money"),
    path("grants/<ref:ref>/money.ics", money.money_calendar, name="money-calendar"),
    *paths("health", health.health, "health", formats=("json",)),
]
