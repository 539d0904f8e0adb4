"""A child that falls is started again, later each time, and given up when it falls at once again and again."""

import sys
import threading
import time
from pathlib import Path

import pytest

from setup.refusal import Refusal
from setup.supervisor import QUICK_DEATHS_ALLOWED, Child, Supervisor


def child(tmp_path: Path, code: str) -> Child:
    return Child("part", [sys.executable, "-c", code], {}, tmp_path / "logs" / "part.log")


class Clock:
    """Time that passes when the test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr("setup.supervisor.time.monotonic", lambda: self.now)


def fall_and_rise(one: Child, clock: Clock, *, after_seconds: float) -> float:
    """Let the child fall after so long and start it again; gives the pause before that."""
    if one.process is not None:
        one.process.wait()
    clock.now += after_seconds
    one.look(clock.now)
    pause = one.not_before - clock.now
    clock.now = one.not_before
    one.look(clock.now)
    return pause


def test_a_child_that_always_falls_is_given_up_with_its_last_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUOHE_LANG", "en")
    clock = Clock(monkeypatch)
    falling = child(tmp_path, "raise SystemExit('no more ink')")
    falling.start()
    pauses = [fall_and_rise(falling, clock, after_seconds=1) for _ in range(QUICK_DEATHS_ALLOWED)]
    assert pauses == [0.5, 1, 2, 4, 5]
    with pytest.raises(Refusal) as refused:
        fall_and_rise(falling, clock, after_seconds=1)
    assert str(refused.value) == (
        f'ACC-670 Program part ended six times in a row. We saw last: "no more ink". Its whole story is in '
        f"{tmp_path / 'logs' / 'part.log'}. Everything was stopped; what was recorded is still there."
    )


def test_a_child_that_lived_long_is_started_again_without_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch)
    falling = child(tmp_path, "pass")
    falling.start()
    for _ in range(QUICK_DEATHS_ALLOWED + 3):
        assert fall_and_rise(falling, clock, after_seconds=60) == 0.25
        assert falling.process is not None
    falling.process.wait()


def test_stopping_ends_every_child_and_waits_for_it(tmp_path: Path) -> None:
    before = threading.active_count()
    sleepers = [child(tmp_path, "import time; time.sleep(60)") for _ in range(2)]
    supervisor = Supervisor(sleepers)
    asked = []

    def ready() -> bool:
        asked.append(time.monotonic())
        if len(asked) == 2:
            supervisor.stop()
        return len(asked) == 2

    supervisor.run(ready)
    assert len(asked) == 2
    assert [one.running() for one in sleepers] == [False, False]
    assert threading.active_count() == before


def test_a_child_deaf_to_termination_is_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("setup.supervisor.GRACE_SECONDS", 0.2)
    heard = tmp_path / "heard"
    deaf = child(
        tmp_path,
        "import signal, time, pathlib\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        f"pathlib.Path({str(heard)!r}).touch()\n"
        "time.sleep(60)",
    )
    supervisor = Supervisor([deaf])

    def ready() -> bool:
        if heard.exists():
            supervisor.stop()
        return heard.exists()

    supervisor.run(ready)
    assert not deaf.running()
