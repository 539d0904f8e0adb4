"""The web application for any WSGI server; over books of another kind than its mode it does not start (ACC-753)."""

import os
from contextlib import suppress

from django.core.wsgi import get_wsgi_application
from django.db import OperationalError, connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "guohe.project.settings")
application = get_wsgi_application()

# A database that is just starting again is compared when the first connection is made.
with suppress(OperationalError):
    connections["default"].ensure_connection()
    connections["default"].close()
