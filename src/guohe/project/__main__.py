"""``python -m guohe.project``: the product's own command line, started by ./guohe."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guohe.project.settings")
django.setup()

from guohe.project.cli import main  # noqa: E402  (Django must be ready before tables are imported)

if __name__ == "__main__":
    main()
