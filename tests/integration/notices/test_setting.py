"""One setting says where mail is handed over; a value that cannot be read stops the start and is never repeated."""

from __future__ import annotations

import pytest

from guohe.project.environment import Mail, SettingMissing, mail

NAME = "GUOHE_MAIL"


def read(monkeypatch: pytest.MonkeyPatch, value: str) -> Mail | None:
    monkeypatch.setenv(NAME, value)
    return mail(NAME)


def test_a_server_with_a_password_is_reached_by_tls_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(
        monkeypatch,
        "smtps://guohe:p%40ss@mail.polyu.example/?from=guohe@polyu.example&site=https://g.example/",
    )
    assert found == Mail(
        "mail.polyu.example", 465, "guohe", "p@ss", False, True, "guohe@polyu.example", "https://g.example"
    )
    found = read(monkeypatch, "smtp://mail.polyu.example/?from=guohe@polyu.example")
    assert found == Mail("mail.polyu.example", 587, "", "", True, False, "guohe@polyu.example", "")


def test_this_machine_needs_no_tls(monkeypatch: pytest.MonkeyPatch) -> None:
    found = read(monkeypatch, "smtp://127.0.0.1:2525/?from=guohe@polyu.example")
    assert found is not None
    assert (found.port, found.starttls, found.tls) == (2525, False, False)


def test_without_it_there_is_no_server(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read(monkeypatch, "") is None
    monkeypatch.delenv(NAME)
    assert mail(NAME) is None


@pytest.mark.parametrize(
    "value",
    [
        "mail.polyu.example",
        "http://u:secret-word@mail.example/?from=a@b.example",
        "smtp://u:secret-word@mail.example/",
        "smtp://u:secret-word@mail.example/?from=nobody",
        "smtp://u:secret-word@mail.example:many/?from=a@b.example",
        "smtp://u:secret-word@/?from=a@b.example",
        "smtp://u:secret-word@mail.example/?from=a@b.example&site=http://plain.example",
    ],
)
def test_a_bad_value_names_the_setting_and_holds_no_password(
    monkeypatch: pytest.MonkeyPatch, value: str
) -> None:
    with pytest.raises(SettingMissing) as told:
        read(monkeypatch, value)
    assert NAME in str(told.value)
    assert "secret-word" not in str(told.value)
