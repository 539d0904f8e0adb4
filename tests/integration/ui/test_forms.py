"""A plain Django form comes out as GOV.UK markup, its faults tied to their fields for a screen reader."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.usefixtures("gallery_settings")


def html_of(query: str = "") -> str:
    return Client().get(f"/en/gallery/DEMO-1{query}").content.decode()


def test_every_field_has_a_label_for_it() -> None:
    html = html_of()
    form = html.partition('<form method="post" novalidate>')[2].partition("</form>")[0]
    wanted = set(re.findall(r'\bfor="([^"]+)"', form))
    fields = re.findall(r"<(?:input|select|textarea)\b[^>]*>", form)
    ids = {match[1] for field in fields if (match := re.search(r'\bid="([^"]+)"', field))}
    assert len(fields) == len(ids)
    assert ids <= wanted


def test_a_fault_is_said_in_the_summary_and_at_the_field_in_the_same_words() -> None:
    html = html_of("?fault=1")
    words = "Amount: nothing was written. Enter digits, for example 12,300.00."
    summary, _, rest = html.partition("govuk-error-summary__list")[2].partition("</ul>")
    assert f'<a href="#id_amount">{words}</a>' in summary
    assert words in rest
    field = re.search(r'<input type="text" name="amount"[^>]*>', rest)
    assert field is not None
    assert 'aria-invalid="true"' in field[0]
    assert 'aria-describedby="id_amount_helptext id_amount_error"' in field[0]
    assert "govuk-input--error" in field[0]
    assert 'id="id_amount_error"' in rest
    assert 'id="id_amount_helptext"' in rest


def test_a_fault_of_a_choice_links_to_its_first_option() -> None:
    html = html_of("?fault=1")
    assert 'href="#id_project_0"' in html
    assert 'id="id_project_0"' in html


def test_a_form_without_faults_has_no_summary() -> None:
    assert "govuk-error-summary" not in html_of()


def test_choices_are_a_fieldset_with_a_legend() -> None:
    html = html_of()
    assert re.search(r'<fieldset class="govuk-fieldset">\s*<legend class="govuk-fieldset__legend', html)
    assert html.count("govuk-radios__item") == 2
    assert html.count('class="govuk-checkboxes__item"') == 3
