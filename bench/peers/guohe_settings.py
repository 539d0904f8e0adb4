"""The product's own settings."""

from guohe.project.settings import *  # noqa: F403
