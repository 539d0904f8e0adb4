"""Addresses of identity; the role switcher answers in demo mode only."""

from django.urls import path

from guohe.identity.web import views

urlpatterns = [
    path("sign-in", views.sign_in_page, name="sign-in"),
    path("sign-out", views.sign_out_page, name="sign-out"),
    path("demo/be", views.be, name="be"),
    path("demo/be/<str:username>", views.be, name="be"),
]
