"""The reference pages are those that the product would write now."""

from __future__ import annotations

from django.conf import settings

from guohe.project import reference
from guohe.project.cli import main


def test_the_page_of_messages_is_current() -> None:
    page = settings.ROOT / "docs" / "reference" / "messages.md"
    assert page.read_text(encoding="utf-8") == reference.messages_page()


def test_the_page_of_commands_is_current() -> None:
    page = settings.ROOT / "docs" / "reference" / "commands.md"
    assert page.read_text(encoding="utf-8") == reference.commands_page(main)
