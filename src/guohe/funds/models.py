"""The books as Django sees them: rows to read. They are written by the functions of migrations/sql alone."""

from __future__ import annotations

from django.db import models
from django.db.models import PROTECT


class Book(models.Model):
    """One set of accounts of one host."""

    id = models.AutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    code = models.TextField()
    name = models.TextField()
    basis = models.TextField()
    opened_on = models.DateField()

    class Meta:
        managed = False
        db_table = "funds_book"

    def __str__(self) -> str:
        return self.code


class Period(models.Model):
    """Days that are opened, held and closed together."""

    id = models.AutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=PROTECT, related_name="+")
    starts = models.DateField()
    ends = models.DateField()
    state = models.TextField()
    turned_by = models.ForeignKey(
        "identity.Account", on_delete=PROTECT, related_name="+", null=True, db_column="turned_by"
    )
    digest = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "funds_period"

    def __str__(self) -> str:
        return f"{self.starts} - {self.ends}"


class Account(models.Model):
    """A place in the chart, with one currency and one role."""

    id = models.AutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=PROTECT, related_name="+")
    code = models.TextField()
    name = models.TextField()
    currency = models.TextField()
    role = models.TextField()
    purpose = models.TextField(null=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    hot = models.BooleanField(default=False)

    class Meta:
        managed = False
        db_table = "funds_account"

    def __str__(self) -> str:
        return self.code


class Fund(models.Model):
    """The restricted money of one grant, known by its reference alone."""

    id = models.AutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    book = models.ForeignKey(Book, on_delete=PROTECT, related_name="+")
    ref = models.TextField()
    currency = models.TextField()
    lot_policy = models.TextField()

    class Meta:
        managed = False
        db_table = "funds_fund"

    def __str__(self) -> str:
        return self.ref


class FundEvent(models.Model):
    """A turn of a fund: shut, or open again, and why."""

    id = models.AutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=PROTECT, related_name="+")
    state = models.TextField()
    reason = models.TextField()
    turned_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "funds_fund_event"

    def __str__(self) -> str:
        return f"{self.fund_id} {self.state}"


class BudgetLine(models.Model):
    """The limit of a category in one version, with what was spent and promised if the version is current."""

    id = models.AutoField(primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=PROTECT, related_name="+")
    version = models.IntegerField()
    code = models.TextField()
    limit_minor = models.BigIntegerField()
    actual_minor = models.BigIntegerField()
    committed_minor = models.BigIntegerField()
    enforced = models.BooleanField()
    current = models.BooleanField()

    class Meta:
        managed = False
        db_table = "funds_budget_line"

    def __str__(self) -> str:
        return f"{self.code} v{self.version}"


class Journal(models.Model):
    """The head of an entry."""

    id = models.BigIntegerField(primary_key=True)
    reverses = models.BigIntegerField(null=True)
    posted_at = models.DateTimeField()
    book = models.ForeignKey(Book, on_delete=PROTECT, related_name="+")
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    period = models.ForeignKey(Period, on_delete=PROTECT, related_name="+")
    effective_date = models.DateField()
    posted_by = models.ForeignKey(
        "identity.Account", on_delete=PROTECT, related_name="+", db_column="posted_by"
    )
    approved_by = models.ForeignKey(
        "identity.Account", on_delete=PROTECT, related_name="+", null=True, db_column="approved_by"
    )
    line_count = models.SmallIntegerField()
    key = models.UUIDField()
    digest = models.BinaryField()
    kind = models.TextField()
    source = models.TextField()
    memo = models.TextField()
    instalment = models.TextField(null=True)
    reason = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "funds_journal"

    def __str__(self) -> str:
        return f"J-{self.id}"


class Posting(models.Model):
    """One line of an entry; debit is positive."""

    pk = models.CompositePrimaryKey("journal_id", "line")
    journal = models.ForeignKey(Journal, on_delete=PROTECT, related_name="+")
    line = models.SmallIntegerField()
    amount = models.BigIntegerField()
    currency = models.TextField()
    account = models.ForeignKey(Account, on_delete=PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=PROTECT, related_name="+", null=True)
    budget_line = models.ForeignKey(BudgetLine, on_delete=PROTECT, related_name="+", null=True)
    lot_id = models.BigIntegerField(null=True)
    period = models.ForeignKey(Period, on_delete=PROTECT, related_name="+")
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    effective_date = models.DateField()

    class Meta:
        managed = False
        db_table = "funds_posting"

    def __str__(self) -> str:
        return f"J-{self.journal_id}/{self.line}"


class Lot(models.Model):
    """Money of one instalment in one currency, with its cost in the award's currency."""

    id = models.BigIntegerField(primary_key=True)
    parent = models.ForeignKey("self", on_delete=PROTECT, related_name="+", null=True)
    journal = models.ForeignKey(Journal, on_delete=PROTECT, related_name="+")
    closed_by = models.BigIntegerField(null=True)
    amount = models.BigIntegerField()
    source_amount = models.BigIntegerField()
    used = models.BigIntegerField()
    used_source = models.BigIntegerField()
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=PROTECT, related_name="+")
    opened_on = models.DateField()
    line = models.SmallIntegerField()
    currency = models.TextField()
    source_currency = models.TextField()
    source_ref = models.TextField()

    class Meta:
        managed = False
        db_table = "funds_lot"

    def __str__(self) -> str:
        return f"{self.source_ref} {self.currency}"


class Allocation(models.Model):
    """How much of which lot a line used, and the cost that went along."""

    pk = models.CompositePrimaryKey("journal_id", "line", "lot_id")
    journal = models.ForeignKey(Journal, on_delete=PROTECT, related_name="+")
    line = models.SmallIntegerField()
    lot = models.ForeignKey(Lot, on_delete=PROTECT, related_name="+")
    amount = models.BigIntegerField()
    source_amount = models.BigIntegerField()
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    kind = models.TextField()

    class Meta:
        managed = False
        db_table = "funds_allocation"

    def __str__(self) -> str:
        return f"J-{self.journal_id}/{self.line} from {self.lot_id}"


class FxDeal(models.Model):
    """The bank's slip of one exchange."""

    journal = models.OneToOneField(Journal, on_delete=PROTECT, related_name="+", primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    sold_currency = models.TextField()
    sold_minor = models.BigIntegerField()
    bought_currency = models.TextField()
    bought_minor = models.BigIntegerField()
    rate = models.TextField()
    deal_no = models.TextField()
    dealt_at = models.DateTimeField()
    source = models.TextField()

    class Meta:
        managed = False
        db_table = "funds_fx_deal"

    def __str__(self) -> str:
        return self.deal_no


class Commitment(models.Model):
    """One signed event of an open order."""

    id = models.BigIntegerField(primary_key=True)
    host = models.ForeignKey("identity.Host", on_delete=PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=PROTECT, related_name="+")
    budget_line = models.ForeignKey(BudgetLine, on_delete=PROTECT, related_name="+", null=True)
    journal = models.ForeignKey(Journal, on_delete=PROTECT, related_name="+")
    order_no = models.TextField()
    event = models.TextField()
    currency = models.TextField()
    amount = models.BigIntegerField()
    award_minor = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "funds_commitment"

    def __str__(self) -> str:
        return self.order_no
