"""A request is one transaction of one actor: it commits whole, or leaves nothing, and is forgotten afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.test import RequestFactory
from django.test.client import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from guohe.audit.operations.record_fact import record
from guohe.audit.queries import facts_about
from guohe.identity.operations import close_account
from guohe.identity.operations.act_as import acting_to_read
from guohe.identity.operations.sign_in import account_for_request
from guohe.identity.web.middleware import ActingMiddleware
from tests.factories.identity import person, the_cast
from tests.factories.people import ADMINISTRATOR, AUDITOR, FINANCE_OFFICE, NOW, TODAY


def acting_now() -> tuple[int | None, date | None, int]:
    """Who acts, on which day, and how many capabilities can be seen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT guohe_actor(), guohe_on(), (SELECT count(*) FROM identity_capability)")
        actor, day, seen = cursor.fetchone()
        return actor, day, seen


def request_of(username: str | None) -> HttpRequest:
    request = RequestFactory().get("/en/help")
    request.user = (username and account_for_request(username)) or AnonymousUser()
    return request


@pytest.fixture
def fixed_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUOHE_CLOCK", NOW.isoformat())


@pytest.mark.usefixtures("fixed_clock")
def test_the_view_acts_as_the_signed_in_account_on_the_clocks_day_and_is_then_forgotten(
    committed: str,
) -> None:
    stage = the_cast()
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(acting_now())
        return HttpResponse("ok")

    ActingMiddleware(view)(request_of(FINANCE_OFFICE))
    ActingMiddleware(view)(request_of(None))
    assert seen[0][:2] == (stage.account(FINANCE_OFFICE), date(2019, 7, 2))
    assert seen[0][2] > 0
    assert seen[1] == (None, None, 0)
    assert acting_now() == (None, None, 0)


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.parametrize(("status", "kept"), [(200, 1), (422, 1), (500, 0), ("raises", 0)])
def test_a_failed_request_leaves_nothing_written(committed: str, status: int | str, kept: int) -> None:
    stage = the_cast()

    def view(request: HttpRequest) -> HttpResponse:
        record(host_id=stage.host, action="test.request.wrote", subject="test:request", now=NOW)
        if isinstance(status, str):
            # What Django's handler does with a view's exception: it asks the middleware, then makes a page of it.
            middleware.process_exception(request, Http404())
            return HttpResponse(status=404)
        return HttpResponse(status=status)

    middleware = ActingMiddleware(view)
    middleware(request_of(FINANCE_OFFICE))
    # Whoever did it reads what they did.
    with stage.acting(FINANCE_OFFICE):
        assert len(facts_about("test:request")) == kept


@pytest.mark.usefixtures("fixed_clock")
def test_a_streamed_answer_is_read_by_the_same_actor(committed: str) -> None:
    stage = the_cast()

    def lines() -> Iterator[bytes]:
        for _ in range(2):
            yield f"{acting_now()[0]}\n".encode()

    answer = ActingMiddleware(lambda request: StreamingHttpResponse(lines()))(request_of(FINANCE_OFFICE))
    assert isinstance(answer, StreamingHttpResponse)
    expected = str(stage.account(FINANCE_OFFICE)).encode()
    assert list(answer) == [expected + b"\n"] * 2
    assert acting_now() == (None, None, 0)


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.django_db
def test_a_file_is_sent_as_it_is(tmp_path_factory: pytest.TempPathFactory) -> None:
    the_cast()
    path = tmp_path_factory.mktemp("file") / "a.bin"
    path.write_bytes(b"bytes")
    answer = ActingMiddleware(lambda request: FileResponse(path.open("rb")))(request_of(FINANCE_OFFICE))
    assert isinstance(answer, FileResponse)
    assert b"".join(answer) == b"bytes"


@pytest.mark.usefixtures("fixed_clock")
def test_demo_mode_without_its_cast_still_answers(committed: str, settings: Settings, client: Client) -> None:
    settings.MODE = "demo"
    assert client.get("/en/sign-in").status_code == 200


@pytest.mark.usefixtures("fixed_clock")
@pytest.mark.parametrize("asked", ["2019-06-01", "2027-01-01"])
def test_no_day_that_a_reader_asks_for_is_the_day_of_their_rights(committed: str, asked: str) -> None:
    """Every context's law asks guohe_on() which rights are held and which days have come. A page's as-at day, typed in the
    address, in a form or in a header, only chooses what is shown: the day of the law is the clock's, said by the door.

    Whoever could say another day to the database could as well name another actor: both are said by the same statement, to
    which only the doors come (tests/architecture), and no page takes either from a reader.
    """
    stage = the_cast()
    seen = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(acting_now())
        return HttpResponse("ok")

    for method in ("get", "post"):
        names = ("as_at", "on", "date", "day", "guohe.on", "GUOHE_CLOCK")
        request = getattr(RequestFactory(), method)(
            "/en/help?" + "&".join(f"{name}={asked}" for name in names),
            headers={"Guohe-On": asked, "Date": asked},
            **({"data": dict.fromkeys(names, asked)} if method == "post" else {}),
        )
        request.user = account_for_request(FINANCE_OFFICE)
        ActingMiddleware(view)(request)
    assert [day for _, day, _ in seen] == [NOW.date()] * 2
    assert {actor for actor, _, _ in seen} == {stage.account(FINANCE_OFFICE)}


@pytest.mark.usefixtures("fixed_clock")
def test_who_acts_is_told_in_one_question_after_the_session(
    committed: str, settings: Settings, client: Client
) -> None:
    settings.MODE = "demo"
    stage = the_cast()
    client.post(f"/en/demo/be/{FINANCE_OFFICE}")
    client.get("/en/help")
    with CaptureQueriesContext(connection) as asked:
        page = client.get("/en/help").content.decode()
    told = [each["sql"] for each in asked if each["sql"] not in ("BEGIN", "COMMIT")]
    assert ["django_session" in told[0], "identity_account_numbered" in told[1], len(told)] == [True, True, 2]
    assert "Mr Test Lau" in page
    assert "/en/bank/inbox" in page
    assert "You are signed in as Mr Test Lau." in client.get("/en/sign-in").content.decode()
    # Another session, of the same account while it is open, acts no more once it is closed.
    with stage.acting(ADMINISTRATOR):
        close_account(person=person(FINANCE_OFFICE), host=stage.host, now=NOW)
    settings.MODE = "live"
    assert "Mr Test Lau" not in client.get("/en/sign-in").content.decode()
    assert acting_now() == (None, None, 0)


@pytest.mark.django_db
def test_a_reading_block_of_a_closed_account_sees_nothing() -> None:
    stage = the_cast()
    closed = stage.account(AUDITOR)
    with stage.acting(ADMINISTRATOR):
        close_account(person=person(AUDITOR), host=stage.host, now=NOW)
    with acting_to_read(closed, on=TODAY, door="web") as told:
        assert told is None
        assert acting_now()[0] is None
        assert acting_now()[2] == 0
