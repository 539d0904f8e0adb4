"""The lock files carry versions and hashes and no address; the locks agree with each other."""

import re

import pytest

from setup.places import ROOT

LOCKS = sorted(ROOT.glob("requirements*.txt"))


def pins(name: str) -> dict[str, str]:
    found = re.findall(r"^([a-z0-9_.\[\],-]+)==(\S+)", (ROOT / name).read_text(encoding="ascii"), re.M)
    return {package.partition("[")[0]: version for package, version in found}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_has_no_address_and_no_machine_path(lock) -> None:  # type: ignore[no-untyped-def]
    text = lock.read_text(encoding="ascii")
    assert "://" not in text
    assert not re.search(r"(?m)^\s*(-i|--index|--extra-index|--find-links|-f|@)", text)
    assert not re.search(r"(?m)^/|\s/[a-z]", text)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_package_of_a_lock_has_a_hash(lock) -> None:  # type: ignore[no-untyped-def]
    blocks = re.split(r"(?m)^(?=[a-z0-9])", lock.read_text(encoding="ascii"))
    packages = [block for block in blocks if "==" in block]
    assert packages
    assert all("--hash=sha256:" in block for block in packages)


def test_the_larger_locks_hold_the_products_pins() -> None:
    product = pins("requirements.txt")
    assert product["django"].startswith("5.2.")
    for larger in ("requirements-dev.txt", "requirements-bench.txt"):
        assert product.items() <= pins(larger).items()


def test_ci_runs_exactly_the_readmes_test_command() -> None:
    commands = [
        line
        for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
        if line and not line.startswith(("#", "set ", "cd "))
    ]
    assert commands == ["./guohe test"]
