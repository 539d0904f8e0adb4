"""People who are paid from projects."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Shares of a month by person and project, contracts, their cost, and the payroll that is compared with the books."""

    name = "guohe.people"
    label = "people"
