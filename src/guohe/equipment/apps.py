"""Equipment as it was approved, and what came of it."""

from django.apps import AppConfig


class EquipmentConfig(AppConfig):
    """Pieces of equipment from their order to their disposal, compared with the agreement's list."""

    name = "guohe.equipment"
    label = "equipment"
