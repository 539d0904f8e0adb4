"""What can be the code of a host or the name of an account."""

from __future__ import annotations

import pytest

from guohe.identity.domain.codes import check_host_code, check_username


@pytest.mark.parametrize("code", ["hku", "a", "1-2", "a" * 40])
def test_a_host_code(code: str) -> None:
    assert list(check_host_code(code)) == []


@pytest.mark.parametrize("code", ["HK U!", "", "-a", "a" * 41, "hku\n", "港大"])
def test_no_host_code(code: str) -> None:
    (finding,) = check_host_code(code)
    assert finding.sentence("en").startswith(f'Host code "{code}"')


@pytest.mark.parametrize("username", ["chan.tm", "a_", "0-9"])
def test_a_username(username: str) -> None:
    assert list(check_username(username)) == []


@pytest.mark.parametrize("username", ["a", "Chan", "chan tm", ".chan", "a" * 65])
def test_no_username(username: str) -> None:
    assert [finding.code for finding in check_username(username)] == ["ACC-608"]
