"""A statement that was undone may be read again: its entries stay, withdrawn, and no longer keep new ones out."""

from django.db import migrations, models

from guohe.db.migrations_support import run_sql_file


class Migration(migrations.Migration):
    dependencies = [("imports", "0002_one_or_two")]
    operations = [
        run_sql_file(__file__, "0003_statements_taken_back"),
        migrations.AddField("BankRow", "withdrawn_at", models.DateTimeField(null=True)),
        migrations.AddField("BankRow", "bank_reference", models.TextField(default="")),
        migrations.AddField("BankRow", "bank_statement", models.TextField(default="")),
    ]
