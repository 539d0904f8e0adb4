"""uv asks the index that pip on this machine asks, and the answer stays in the process environment."""

from setup.package_index import pip_settings, translated

LISTING = """\
:env:.disable-pip-version-check='1'
:env:.find-links='/env/wheels'
global.cert='/etc/ssl/certs/ours.crt'
global.extra-index-url='file:///one/simple file:///two/simple'
global.find-links='/a /b'
global.index-url='https://index.example/simple'
install.index-url='https://install.example/simple'
freeze.timeout='10'
WARNING: a line that is no setting
"""


def test_later_sections_win_as_they_do_in_pip() -> None:
    settings = pip_settings(LISTING)
    assert settings["index-url"] == "https://install.example/simple"
    assert settings["find-links"] == "/env/wheels"
    assert "timeout" not in settings


def test_each_setting_gets_the_name_that_uv_reads() -> None:
    environ = translated(pip_settings(LISTING), {"HOME": "/home/somebody"})
    assert environ["UV_DEFAULT_INDEX"] == "https://install.example/simple"
    assert environ["UV_INDEX"] == "file:///one/simple file:///two/simple"
    assert environ["UV_FIND_LINKS"] == "/env/wheels"
    assert environ["SSL_CERT_FILE"] == "/etc/ssl/certs/ours.crt"
    assert environ["HOME"] == "/home/somebody"


def test_several_find_links_are_parted_by_commas() -> None:
    assert translated({"find-links": "/a\n/b"}, {})["UV_FIND_LINKS"] == "/a,/b"


def test_what_the_user_set_for_uv_wins() -> None:
    environ = translated(
        {"index-url": "https://pip.example/simple"}, {"UV_DEFAULT_INDEX": "https://uv.example/simple"}
    )
    assert environ["UV_DEFAULT_INDEX"] == "https://uv.example/simple"


def test_without_settings_nothing_names_an_index() -> None:
    assert not any("INDEX" in name and "STRATEGY" not in name for name in translated(pip_settings(""), {}))
