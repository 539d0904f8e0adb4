"""People who are paid from projects: who they are, their contracts and costs, their shares, and payrolls as they were read."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def to(name):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=name)


def table(name, *fields, number=models.PositiveSmallIntegerField):
    """A table whose rows are a host's, recorded by somebody at a moment."""
    numbered = [("number", number())] if number is not None else []
    return migrations.CreateModel(
        name=name,
        fields=[
            (
                "id",
                models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
            ),
            ("host", to("identity.host")),
            *numbered,
            *fields,
        ],
    )


RECORDED = (("recorded_by", to(settings.AUTH_USER_MODEL)), ("recorded_at", models.DateTimeField()))
PERSON = ("person", to("people.person"))


def once(name, law, *fields):
    return migrations.AddConstraint(name, models.UniqueConstraint(fields=fields, name=law))


def checked(name, law, condition):
    return migrations.AddConstraint(name, models.CheckConstraint(condition=condition, name=law))


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("grants", "0013_equipment_law"),
        ("identity", "0002_audit_tenancy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        table("Person", *RECORDED, number=models.PositiveIntegerField),
        table(
            "Named",
            PERSON,
            ("name_en", models.TextField()),
            ("name_zh_hant", models.TextField()),
            ("name_zh_hans", models.TextField()),
            *RECORDED,
        ),
        table(
            "Contract",
            PERSON,
            ("starts", models.DateField()),
            ("ends", models.DateField(null=True)),
            ("notice_months", models.PositiveSmallIntegerField()),
            ("permit_until", models.DateField(null=True)),
            ("evidence", models.TextField()),
            *RECORDED,
        ),
        table(
            "MonthlyCost",
            PERSON,
            ("from_month", models.DateField()),
            ("currency", models.CharField(max_length=3)),
            ("amount_minor", models.BigIntegerField()),
            ("source", models.TextField()),
            *RECORDED,
        ),
        table(
            "Share",
            PERSON,
            ("grant", to("grants.grant")),
            ("month", models.DateField()),
            ("basis_points", models.PositiveSmallIntegerField()),
            ("note", models.TextField(blank=True)),
            *RECORDED,
        ),
        table("Payroll", ("file_name", models.TextField()), ("digest", models.TextField()), *RECORDED, number=None),
        table(
            "PayrollRow",
            ("payroll", to("people.payroll")),
            ("row_number", models.PositiveIntegerField()),
            PERSON,
            ("grant", to("grants.grant")),
            ("month", models.DateField()),
            ("currency", models.CharField(max_length=3)),
            ("amount_minor", models.BigIntegerField()),
            ("reference", models.TextField()),
            number=None,
        ),
        once("person", "person_number_once_per_host", "host", "number"),
        once("named", "person_name_once", "person", "number"),
        once("contract", "person_contract_once", "person", "number"),
        checked(
            "contract",
            "contract_starts_before_it_ends",
            models.Q(ends__isnull=True) | models.Q(starts__lt=models.F("ends")),
        ),
        once("monthlycost", "person_cost_once", "person", "number"),
        checked(
            "monthlycost",
            "person_cost_has_its_currency",
            models.Q(amount_minor__gt=0, currency__regex="^[A-Z]{3}$"),
        ),
        once("share", "person_share_once", "person", "grant", "month", "number"),
        checked("share", "share_of_one_month", models.Q(basis_points__lte=10_000, month__day=1)),
        once("payroll", "payroll_file_once_per_host", "host", "digest"),
        once("payrollrow", "payroll_row_once", "payroll", "row_number"),
        checked("payrollrow", "payroll_row_of_one_month", models.Q(currency__regex="^[A-Z]{3}$", month__day=1)),
    ]
