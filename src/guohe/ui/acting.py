"""Whose account acts in a request."""

from __future__ import annotations

from django.http import HttpRequest


def account_of(request: HttpRequest) -> int:
    """The number of the account that acts in this request; 0 when nobody is signed in."""
    return int(request.user.pk or 0)
