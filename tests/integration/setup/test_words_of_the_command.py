"""The other words of ./guohe: help, books of one's own, and whatever the product answers."""

from pathlib import Path

from setup.postgres import Server
from tests.integration.setup.checkout import Checkout


def test_help_lists_both_halves_and_makes_nothing(checkout: Checkout) -> None:
    listed = checkout.run()
    assert listed.returncode == 0
    for word in ("demo", "init", "serve", "stop", "test", "lint", "bench", "lock"):
        assert f"  ./guohe {word} " in listed.stdout
    assert "words  Every word heard." in listed.stdout
    assert checkout.run("help").stdout == listed.stdout
    assert checkout.made() == []


def test_without_books_a_word_says_how_to_make_some(checkout: Checkout) -> None:
    refused = checkout.run("trace", "62000.00")
    assert refused.returncode == 1
    assert refused.stderr == (
        "ACC-664 There are no books yet. Run ./guohe demo to look round, or ./guohe init for books of your own. "
        "Nothing has been changed.\n"
    )
    assert checkout.made() == []


def test_the_products_exit_code_and_output_are_ours(checkout: Checkout) -> None:
    checkout.run("demo", "--no-serve")
    held = checkout.run("holds", "--json")
    assert (held.returncode, held.stdout, held.stderr) == (2, "", "")
    assert checkout.processes() == []


def test_what_python_compiled_is_kept_apart_from_the_sources(checkout: Checkout) -> None:
    checkout.run("demo", "--no-serve")
    assert list((checkout.root / "var" / "bytecode").rglob("guohe/project/__init__.*.pyc"))
    assert not list((checkout.root / "src").rglob("__pycache__"))


def test_the_product_gets_two_addresses_and_the_demo_clock(checkout: Checkout) -> None:
    checkout.run("demo", "--no-serve")
    assert checkout.run("who").stdout == "('guohe_owner', False)\n('guohe_app', False)\n"
    books = str(checkout.root / "var" / "demo")
    environment = {"GUOHE_MODE": "demo", "GUOHE_BOOKS": books, "GUOHE_CLOCK": "2019-07-02T10:00:00+08:00"}
    assert checkout.run("environment").stdout == f"{environment}\n"


def test_books_of_ones_own_lie_apart_and_have_the_real_clock(checkout: Checkout) -> None:
    checkout.run("demo", "--no-serve")
    made = checkout.run("init", "--host-code", "polyu", "--admin", "chan")
    assert made.returncode == 0
    unclear = checkout.run("environment")
    assert unclear.stderr.startswith('ACC-665 Which books? We saw: "var/demo, var/live".')
    books = str(checkout.root / "var" / "live")
    environment = {"GUOHE_MODE": "live", "GUOHE_BOOKS": books, "GUOHE_CLOCK": None}
    assert checkout.run("--books", "live", "environment").stdout == f"{environment}\n"
    assert checkout.run("--books=var/live", "words").stdout.splitlines()[:2] == [
        "migrate",
        "init --host-code polyu --admin chan",
    ]


def test_demo_books_are_refused_as_ones_own(checkout: Checkout) -> None:
    checkout.run("demo", "--no-serve")
    refused = checkout.run("init", "--folder", "var/demo")
    assert refused.returncode == 1
    assert refused.stderr.startswith("ACC-631 Folder var/demo: this is demo data.")
    assert checkout.run("--books", "demo", "serve").stderr.startswith("ACC-662 Folder var/demo")


def test_a_database_of_ones_own_is_used_and_none_is_started(checkout: Checkout, server: Server) -> None:
    server.start()
    address = server.url()
    assert checkout.run("demo", "--no-serve", DATABASE_URL=address).returncode == 0
    assert not (checkout.root / "var" / "demo" / "pg").exists()
    heard = server.psql("SELECT words FROM heard ORDER BY id", database="guohe").split("\n")
    assert heard[:3] == ["migrate", "demo load", "status"]
    refused = checkout.run("demo", "--reset", DATABASE_URL=address)
    assert refused.stderr.startswith("ACC-672 DATABASE_URL is set")


def test_a_wrong_word_after_test_is_refused_before_anything_runs(checkout: Checkout) -> None:
    refused = checkout.run("test", "tests/unit")
    assert refused.returncode == 1
    assert refused.stderr == (
        'ACC-674 Command ./guohe test does not take "tests/unit". Arguments for pytest come after two dashes, for '
        "example: ./guohe test -- tests/unit -k money. Nothing has been run.\n"
    )


def test_a_mistyped_option_is_a_stop_and_not_a_hold(checkout: Checkout) -> None:
    refused = checkout.run("demo", "--rese")
    assert refused.returncode == 1
    assert refused.stderr == (
        "ACC-675 Command ./guohe demo: unrecognized arguments: --rese. See ./guohe demo --help for what it takes. "
        "Nothing has been run.\n"
    )
    assert checkout.made() == []


def test_asking_for_help_makes_no_books(checkout: Checkout) -> None:
    for words in (("demo", "--help"), ("init", "--help"), ("serve", "--help"), ("help", "demo")):
        explained = checkout.run(*words)
        assert explained.returncode == 0, words
        assert explained.stdout
    assert checkout.made() == []


def test_an_older_python_is_told_so_in_words_it_can_read() -> None:
    first = (Path(__file__).parents[3] / "guohe").read_text(encoding="utf-8").partition("from setup")[0]
    assert "match " not in first
    assert 'f"' not in first
    assert "ACC-640 Guohe needs Python 3.11 or newer" in first
