"""Cleaning: from the ledger's printed words to claims, statements, incidents and monthly series."""

from reported.cleaning.claims import clean_claims
from reported.cleaning.coding import coding_agreement
from reported.cleaning.incidents import incidents
from reported.cleaning.outputs import processed_package, read_processed, write_processed
from reported.cleaning.series import monthly_series
from reported.cleaning.statements import statements
from reported.cleaning.totals import reconcile_parts

__all__ = [
    "clean_claims",
    "coding_agreement",
    "incidents",
    "monthly_series",
    "processed_package",
    "read_processed",
    "reconcile_parts",
    "statements",
    "write_processed",
]
