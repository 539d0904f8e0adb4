"""Addresses of identity; the role switcher answers in demo mode only."""

from django.urls import path

from guohe.identity.web import calendar, views

urlpatterns = [
    path("sign-in", views.sign_in_page, name="sign-in"),
    path("sign-out", views.sign_out_page, name="sign-out"),
    path("preferences/calendar", calendar.calendar, name="calendar"),
    path("preferences/calendar/<int:number>/withdraw", calendar.withdraw, name="calendar-withdraw"),
    path("demo/be", views.be, name="be"),
    path("demo/be/<str:username>", views.be, name="be"),
]
