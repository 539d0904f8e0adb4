"""uv is told at run time, and only in its environment, of the package index that this machine's pip uses."""

import ast
import os
import subprocess
from pathlib import Path

# What pip calls a setting -> what uv calls it. An extra index keeps its meaning with uv's "unsafe-best-match",
# which is safe here because every file must match a hash of the lock.
UV_NAMES = {
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
SECTIONS = ("global", "install", ":env:")


def pip_settings(listing: str) -> dict[str, str]:
    """The answers of `pip config list`, later sections winning as in pip: global, install, environment."""
    found: dict[str, dict[str, str]] = {section: {} for section in SECTIONS}
    for line in listing.splitlines():
        name, _, value = line.partition("=")
        section, _, key = name.partition(".")
        if section in found and value:
            found[section][key] = str(ast.literal_eval(value))
    return {key: value for section in SECTIONS for key, value in found[section].items()}


def uv_environment(python: Path) -> dict[str, str]:
    """The process environment for uv: what the user set for uv wins, the rest comes from pip's settings."""
    answer = subprocess.run(
        [python, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    return translated(pip_settings(answer.stdout), dict(os.environ))


def translated(settings: dict[str, str], environ: dict[str, str]) -> dict[str, str]:
    """`environ` with pip's settings added under uv's names."""
    result = dict(environ)
    for pip_name, uv_name in UV_NAMES.items():
        value = " ".join(settings.get(pip_name, "").split())
        if value:
            result.setdefault(uv_name, value.replace(" ", ",") if pip_name == "find-links" else value)
    result.setdefault("UV_INDEX_STRATEGY", "unsafe-best-match")
    result.setdefault("UV_PYTHON_DOWNLOADS", "never")
    result.setdefault("UV_HTTP_TIMEOUT", "120")
    return result
