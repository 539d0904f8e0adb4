"""What funders ask: packs, routes, rulebooks, calls."""

from django.apps import AppConfig


class ProgrammesConfig(AppConfig):
    """Data files read once, and the checks that people make against them."""

    name = "guohe.programmes"
    label = "programmes"
