"""Signing in, being told what is wrong, waiting after too many tries, and signing out."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta

import pytest
from django.contrib.auth.hashers import check_password
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from pytest_django import Settings

from guohe.audit.queries import facts_about
from guohe.identity.operations import close_account, set_password
from guohe.identity.operations.sign_in import MOST_TRIES, WINDOW, sign_in
from guohe.kernel.findings import Refused
from tests.factories.identity import Stage, add_person, person, the_cast
from tests.factories.people import ADMINISTRATOR, FINANCE_OFFICE, NOW

pytestmark = pytest.mark.django_db

PASSWORD = "four plain words here"
LANGUAGES = ("en", "zh-hant", "zh-hans")


@pytest.fixture
def stage(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """The cast and one more officer, who has a password; slow hashing is not what is tested here."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())
    made = the_cast()
    with made.acting(ADMINISTRATOR):
        add_person(made.host, "live.officer", "view", "import", password=PASSWORD)
    return made


def test_the_page_is_there_in_three_languages_and_lets_password_managers_work(
    stage: Stage, client: Client
) -> None:
    for lang, title in (("en", "Sign in"), ("zh-hant", "登入"), ("zh-hans", "登录")):
        page = client.get(f"/{lang}/sign-in")
        html = page.content.decode()
        assert page.status_code == 200
        assert f"<title>{title}" in html
        assert 'autocomplete="username"' in html
        assert 'autocomplete="current-password"' in html
        assert "onpaste" not in html


def test_a_right_password_opens_a_session_that_acts(stage: Stage, client: Client) -> None:
    answer = client.post(
        "/en/sign-in", {"username": " Live.Officer ", "password": PASSWORD, "next": "/en/help"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/en/help")
    assert int(client.session["_auth_user_id"]) == stage.account("live.officer")
    with stage.acting(ADMINISTRATOR):
        opened = facts_about("account:live.officer")[-1]
        assert (opened.action, opened.actor, opened.door) == (
            "identity.session.opened",
            stage.account("live.officer"),
            "web",
        )
    assert "live.officer" in client.get("/en/sign-in").content.decode()


def test_a_wrong_password_and_an_unknown_name_get_the_same_words(stage: Stage, client: Client) -> None:
    told = set()
    for username in ("live.officer", "nobody.here"):
        answer = client.post("/en/sign-in", {"username": username, "password": "wrong"})
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "<title>Error: " in html
        assert "You have 4 more tries before a wait of 15 minutes." in html
        told.add(html.count("Username or password does not match."))
    assert len(told) == 1
    assert "_auth_user_id" not in client.session


def test_an_empty_form_names_both_fields(stage: Stage, client: Client) -> None:
    html = client.post("/zh-hant/sign-in", {"username": "", "password": ""}).content.decode()
    assert "請輸入使用者名稱，例如 test.lau。" in html
    assert "請輸入密碼。可貼上，亦可使用密碼管理程式。" in html


def test_the_sixth_try_waits_even_with_the_right_password(stage: Stage) -> None:
    for left in range(MOST_TRIES - 1, -1, -1):
        with pytest.raises(Refused) as refused:
            sign_in(username="live.officer", password="wrong", now=NOW)
        assert refused.value.findings[0].values["left"] == str(left)
    with pytest.raises(Refused) as refused:
        sign_in(username="live.officer", password=PASSWORD, now=NOW + timedelta(minutes=1))
    assert [refused.value.findings[0].sentence(lang) for lang in LANGUAGES] == [
        "Too many tries with this username. Try again at 10:16 (UTC+8). "
        "An administrator can set a new password with: ./guohe account password.",
        "以此使用者名稱嘗試的次數過多。請於 10:16（UTC+8）後再試。管理員可用 ./guohe account password 設定新密碼。",
        "用此用户名尝试的次数过多。10:16（UTC+8）后再试。管理员可用 ./guohe account password 设置新密码。",
    ]
    # Another name is not held up, and after the wait this one is free again.
    with pytest.raises(Refused) as refused:
        sign_in(username="another", password="wrong", now=NOW)
    assert refused.value.findings[0].code == "ACC-622"
    assert sign_in(username="live.officer", password=PASSWORD, now=NOW + WINDOW).pk == stage.account(
        "live.officer"
    )


def test_a_success_takes_the_count_back(stage: Stage) -> None:
    for _ in range(2):
        for _ in range(MOST_TRIES - 1):
            with pytest.raises(Refused):
                sign_in(username="live.officer", password="wrong", now=NOW)
        sign_in(username="live.officer", password=PASSWORD, now=NOW)


def test_a_new_password_ends_the_wait(stage: Stage) -> None:
    for _ in range(MOST_TRIES):
        with pytest.raises(Refused):
            sign_in(username="live.officer", password="wrong", now=NOW)
    with stage.acting(ADMINISTRATOR):
        set_password(
            person=person("live.officer"), password="four other words here", host=stage.host, now=NOW
        )
    sign_in(username="live.officer", password="four other words here", now=NOW)


def test_no_table_that_the_application_reads_holds_a_hash(stage: Stage) -> None:
    with stage.acting(ADMINISTRATOR), connection.cursor() as cursor:
        cursor.execute("SELECT identity_password_of('live.officer'), identity_password_of('nobody.here')")
        kept, nobodys = cursor.fetchone()
        assert nobodys is None
        assert check_password(PASSWORD, kept)
        cursor.execute(
            "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p', 'v') AND relnamespace = 'public'::regnamespace "
            "AND has_table_privilege(oid, 'SELECT')"
        )
        tables = [name for (name,) in cursor.fetchall()]
        assert {"identity_account", "audit_fact", "django_session"} <= set(tables)
        holding = []
        for table in tables:
            cursor.execute(f"SELECT count(*) FROM {table} AS t WHERE strpos(t::text, %s) > 0", [kept])
            holding += [table] if cursor.fetchone()[0] else []
        assert holding == []
        for function in ("named('live.officer')", f"numbered({stage.account('live.officer')})"):
            cursor.execute(f"SELECT strpos(told::text, %s) FROM identity_account_{function} AS told", [kept])
            assert cursor.fetchone() == (0,)


@pytest.mark.parametrize("username", [FINANCE_OFFICE, None])
def test_a_password_is_set_by_its_person_or_an_administrator_in_raw_sql_too(
    stage: Stage, username: str | None
) -> None:
    """Nobody, and an officer without the right to administer, are refused; the hash stays."""
    act = nullcontext() if username is None else stage.acting(username)
    with (
        act,
        pytest.raises(ProgrammingError, match="administrator"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT identity_set_password(%s, 'taken over')", [stage.account("live.officer")])
    with stage.acting("live.officer"):
        own = "my own four plain words"
        set_password(person=person("live.officer"), password=own, host=stage.host, now=NOW)
    sign_in(username="live.officer", password=own, now=NOW)


def test_a_new_password_ends_the_sessions_of_the_one_before(stage: Stage, client: Client) -> None:
    client.post("/en/sign-in", {"username": "live.officer", "password": PASSWORD})
    assert "Signed in as" in client.get("/en/sign-in").content.decode()
    with stage.acting(ADMINISTRATOR):
        set_password(
            person=person("live.officer"), password="four other words here", host=stage.host, now=NOW
        )
    assert "Signed in as" not in client.get("/en/sign-in").content.decode()


def test_what_was_typed_is_not_kept(stage: Stage) -> None:
    with pytest.raises(Refused):
        sign_in(username="my secret in the wrong box", password="x", now=NOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(attempt::text, ' ') FROM identity_sign_in_attempt AS attempt")
        kept = cursor.fetchone()[0]
    assert kept
    assert b"secret".hex() not in kept
    assert "secret" not in kept


def test_an_account_without_password_or_closed_does_not_sign_in(stage: Stage, client: Client) -> None:
    with pytest.raises(Refused):
        sign_in(username=FINANCE_OFFICE, password="", now=NOW)
    client.post("/en/sign-in", {"username": "live.officer", "password": PASSWORD})
    with stage.acting(ADMINISTRATOR):
        close_account(person=person("live.officer"), host=stage.host, now=NOW)
    with pytest.raises(Refused):
        sign_in(username="live.officer", password=PASSWORD, now=NOW)
    # The open session ends with the account.
    assert "Signed in as" not in client.get("/en/sign-in").content.decode()


def test_signing_out_ends_the_session_and_needs_a_post(stage: Stage, client: Client) -> None:
    client.post("/en/sign-in", {"username": "live.officer", "password": PASSWORD})
    assert client.get("/en/sign-out").status_code == 405
    answer = client.post("/en/sign-out")
    assert (answer.status_code, answer["Location"]) == (302, "/en/sign-in")
    assert "_auth_user_id" not in client.session
    with stage.acting(ADMINISTRATOR):
        assert facts_about("account:live.officer")[-1].action == "identity.session.closed"


def test_the_way_onward_never_leaves_the_site(stage: Stage, client: Client) -> None:
    for away in ("//elsewhere.example/x", "https" + "://elsewhere.example/", "javascript:alert(1)"):
        answer = client.post(
            "/zh-hans/sign-in", {"username": "live.officer", "password": PASSWORD, "next": away}
        )
        assert answer["Location"] == "/zh-hans/"


def test_a_form_from_elsewhere_is_refused(stage: Stage) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/en/sign-in", {"username": "live.officer", "password": PASSWORD})
    assert answer.status_code == 403
