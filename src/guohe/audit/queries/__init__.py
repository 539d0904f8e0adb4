"""Reads of the audit log."""

from guohe.audit.queries.chain import Verdict, verify_chain
from guohe.audit.queries.facts import FactLine, facts_about, latest_facts

__all__ = ["FactLine", "Verdict", "facts_about", "latest_facts", "verify_chain"]
