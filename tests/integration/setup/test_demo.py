"""`./guohe demo`: once for everything, at once the second time, nothing left behind, nothing lost by a kill."""

import os
import signal
import socket
import subprocess
import urllib.request

from tests.integration.setup.checkout import Checkout, wait_until


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 -- our own address
        return str(answer.read().decode())


def heard(checkout: Checkout) -> list[str]:
    return checkout.run("words").stdout.split("\n")


def test_it_prepares_in_order_and_the_second_time_at_once(checkout: Checkout) -> None:
    assert checkout.run("demo", "--no-serve").returncode == 0
    assert checkout.run("demo", "--no-serve").returncode == 0
    assert heard(checkout)[:4] == ["migrate", "demo load", "status", "status"]


def test_new_migrations_are_applied_to_old_books(checkout: Checkout) -> None:
    checkout.run("demo", "--no-serve")
    migrations = checkout.root / "src" / "guohe" / "funds" / "migrations"
    migrations.mkdir(parents=True)
    (migrations / "0002_more.py").write_text("", encoding="ascii")
    checkout.run("demo", "--no-serve")
    assert heard(checkout)[3:5] == ["migrate", "demo load"]


def test_it_serves_and_ctrl_c_leaves_nothing_running(checkout: Checkout) -> None:
    running = checkout.begin("demo")
    address = checkout.address()
    assert page(address).startswith("demo ")
    assert f"Guohe is at {address}" in checkout.said()
    os.killpg(running.pid, signal.SIGINT)
    assert running.wait(30) == 0
    assert checkout.said().endswith(
        "Stopped; nothing is left running. The books are kept: ./guohe demo opens them again.\n"
    )
    assert checkout.processes() == []


def test_ctrl_c_while_it_still_prepares_leaves_nothing_running(checkout: Checkout) -> None:
    main = checkout.root / "src" / "guohe" / "project" / "__main__.py"
    main.write_text("import time\ntime.sleep(60)\n", encoding="ascii")
    running = checkout.begin("demo")
    wait_until(lambda: "Preparing the tables" in checkout.said())
    os.killpg(running.pid, signal.SIGTERM)
    assert running.wait(30) == 130
    assert checkout.processes() == []


def test_a_second_one_gives_the_address_of_the_first(checkout: Checkout) -> None:
    checkout.begin("demo")
    address = checkout.address()
    second = checkout.run("demo")
    assert second.returncode == 0
    assert second.stdout == (
        f"These books are already open at {address}. To end that: Ctrl-C there, or ./guohe stop.\n"
    )


def test_a_taken_port_is_passed_over_unless_it_was_asked_for(checkout: Checkout) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        refused = checkout.run("demo", "--port", str(port))
        assert refused.returncode == 1
        assert refused.stderr.endswith(
            f"ACC-671 Port {port} on 127.0.0.1 is taken by another program. Choose another, for example "
            "--port 8100. The books are ready and unchanged.\n"
        )
    first = checkout.begin("demo", "--port", str(port))
    assert checkout.address() == f"http://127.0.0.1:{port}"
    first.send_signal(signal.SIGTERM)
    first.wait(30)


def test_killed_parts_are_started_again_and_nothing_is_lost(checkout: Checkout) -> None:
    checkout.begin("demo")
    address = checkout.address()
    web = int(page(address).split()[1])
    os.kill(web, signal.SIGKILL)
    wait_until(lambda: int(page(address).split()[1]) != web)
    old = checkout.postmaster()
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: "PostgreSQL ended unexpectedly" in checkout.said())
    assert "demo load" in heard(checkout)
    assert checkout.postmaster() != old


def test_after_a_kill_of_the_whole_it_starts_again_with_everything(checkout: Checkout) -> None:
    running = checkout.begin("demo")
    checkout.address()
    database = checkout.postmaster()
    running.kill()
    running.wait()
    os.kill(database, signal.SIGKILL)
    (checkout.root / "var" / "demo" / "serving.json").unlink()
    again = checkout.begin("demo")
    assert page(checkout.address()).startswith("demo ")
    again.send_signal(signal.SIGTERM)
    assert again.wait(30) == 0
    assert heard(checkout).count("demo load") == 1
    assert heard(checkout).count("status") == 2


def test_stop_ends_what_serves(checkout: Checkout) -> None:
    running = checkout.begin("demo")
    checkout.address()
    assert checkout.run("stop").stdout == "Stopped: var/demo\n"
    assert running.wait(30) == 0
    assert checkout.processes() == []
    assert checkout.run("stop").stdout == "Nothing was running.\n"


def test_reset_starts_over_but_not_while_the_books_are_open(checkout: Checkout) -> None:
    running = checkout.begin("demo")
    address = checkout.address()
    refused = checkout.run("demo", "--reset")
    assert refused.stderr == (
        f"ACC-673 The demo books are open at {address} (process {running.pid}). Run ./guohe stop first, then "
        "./guohe demo --reset. Nothing has been deleted.\n"
    )
    checkout.run("stop")
    before = heard(checkout)
    assert "words" in before
    assert checkout.run("demo", "--reset", "--no-serve").returncode == 0
    assert heard(checkout)[:4] == ["migrate", "demo load", "status", "words"]


def test_reset_leaves_a_folder_that_is_not_ours(checkout: Checkout) -> None:
    theirs = checkout.root / "var" / "demo"
    theirs.mkdir(parents=True)
    (theirs / "thesis.txt").write_text("years of work", encoding="ascii")
    refused = checkout.run("demo", "--reset")
    assert refused.returncode == 1
    assert refused.stderr.startswith("ACC-660 Folder var/demo: there are no books in it.")
    assert (theirs / "thesis.txt").exists()


STORY = (
    "The story plays on books of its own, made for it now and removed at its end; var/demo stays as it is.\n"
    "var/story/run en ['migrate', 'demo load', 'demo story']\n"
)


def test_the_story_has_books_of_its_own_and_is_the_same_every_time(checkout: Checkout) -> None:
    for words in (("demo", "--story"), ("demo", "story")):
        told = checkout.run(*words, DATABASE_URL="postgresql://nobody@/elsewhere?host=%2Fnonexistent")
        assert (told.returncode, told.stdout) == (0, STORY)
    assert not (checkout.root / "var" / "demo").exists()
    assert not (checkout.root / "var" / "story").exists()


def test_the_story_is_told_beside_the_open_demo_and_leaves_it_alone(checkout: Checkout) -> None:
    checkout.begin("demo")
    checkout.address()
    before = heard(checkout)
    told = checkout.run("demo", "--story", "--lang", "zh-hant")
    assert told.returncode == 0
    assert "['migrate', 'demo load', 'demo story']" in told.stdout
    assert told.stdout.startswith("故事另用一套帳簿演示")
    assert " zh-hant " in told.stdout
    assert heard(checkout) == [*before[:-1], "words", ""]


def test_what_a_failing_step_said_is_shown(checkout: Checkout) -> None:
    main = checkout.root / "src" / "guohe" / "project" / "__main__.py"
    main.write_text("import sys\nprint('row 23')\nsys.exit('no such column')\n", encoding="ascii")
    stopped: subprocess.CompletedProcess[str] = checkout.run("demo")
    assert stopped.returncode == 1
    assert "row 23" in stopped.stdout
    assert "no such column" in stopped.stderr
    assert checkout.processes() == []
