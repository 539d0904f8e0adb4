"""Fields of forms whose answers are judged by an operation."""

from __future__ import annotations

from typing import Any

from django import forms


class JudgedText(forms.CharField):
    """Words whose absence the operation tells together with everything else; the page never calls them optional."""

    def validate(self, value: Any) -> None:
        """Empty words are judged by the operation."""


class JudgedChoice(forms.ChoiceField):
    """A choice whose absence the operation tells together with everything else; the page never calls it optional."""

    def validate(self, value: Any) -> None:
        """No choice is judged by the operation."""
        if value:
            super().validate(value)
