"""The tables of checks: drafts and receipts."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('identity', '0002_audit_tenancy'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CheckDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('call', models.TextField()),
                ('answers', models.JSONField(default=dict)),
                ('saved_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.host')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('host', 'account', 'call'), name='check_draft_once_per_call')],
            },
        ),
        migrations.CreateModel(
            name='CheckReceipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.TextField(unique=True)),
                ('call', models.TextField()),
                ('verdict', models.TextField()),
                ('stored', models.BinaryField()),
                ('made_at', models.DateTimeField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='identity.host')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('verdict__in', ('can', 'not_met', 'ask'))), name='check_receipt_verdict_known')],
            },
        ),
    ]
