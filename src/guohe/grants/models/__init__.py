"""The tables of grants: what was awarded, how its rulebooks are switched, and money passed to partners."""

from __future__ import annotations

from guohe.grants.models.awarded import (
    ApprovedEquipment,
    BudgetRow,
    BudgetVersion,
    ChangeDraft,
    ChangeEffect,
    ChangeRequest,
    ChangeStep,
    Claim,
    EffectCorrection,
    EffectCorrectionApproval,
    Grant,
    Instalment,
    MappingRow,
    MappingVersion,
    ProjectCode,
    PurchaseOrder,
    StationSharing,
    Transfer,
)
from guohe.grants.models.closings import Closing, ClosingApproval, Reopening, ReopeningApproval
from guohe.grants.models.partners import (
    OfPartner,
    PartnerAct,
    PartnerAgreement,
    PartnerStatement,
    PartnerTransfer,
)
from guohe.grants.models.switches import RuleSwitch, RuleSwitchApproval

__all__ = [
    "ApprovedEquipment",
    "BudgetRow",
    "BudgetVersion",
    "ChangeDraft",
    "ChangeEffect",
    "ChangeRequest",
    "ChangeStep",
    "Claim",
    "Closing",
    "ClosingApproval",
    "EffectCorrection",
    "EffectCorrectionApproval",
    "Grant",
    "Instalment",
    "MappingRow",
    "MappingVersion",
    "OfPartner",
    "PartnerAct",
    "PartnerAgreement",
    "PartnerStatement",
    "PartnerTransfer",
    "ProjectCode",
    "PurchaseOrder",
    "Reopening",
    "ReopeningApproval",
    "RuleSwitch",
    "RuleSwitchApproval",
    "StationSharing",
    "Transfer",
]
