"""The table of the subject's rules, with the columns each one looks at."""

from __future__ import annotations

from reported.ledger import cells, claim_rules, page_rules, totals
from reported.ledger.problems import Problem
from reported.ledger.subject import BOUNDS, Rule, Tables

RULES = (
    Rule({}, cells.formula_cells),
    Rule({}, cells.control_characters),
    Rule({}, cells.overlong_cells),
    Rule({}, cells.broken_letters),
    Rule({}, cells.plain_numbers),
    Rule({}, cells.plain_days),
    Rule({"claims": ["scope"]}, claim_rules.scope_words),
    Rule({"claims": ["indicator", "unit"]}, claim_rules.unit_of_indicator),
    Rule({"claims": ["claim_id", "wording"], "coding": ["claim_id", "note"]}, claim_rules.readable_wording),
    Rule({"coding": ["claim_id", *BOUNDS, "note"]}, claim_rules.coded_bounds),
    Rule(
        {
            "claims": ["claim_id", "source_id"],
            "coding": ["claim_id", "period_start", "period_end"],
            "sources": ["source_id", "published_on"],
        },
        claim_rules.coded_period,
    ),
    Rule(
        {"claims": ["source_id", "period"], "sources": ["source_id", "published_on"]},
        claim_rules.readable_period,
    ),
    Rule(
        {"claims": ["place_id", "governorate"], "places": ["place_id", "governorate"]},
        claim_rules.place_in_governorate,
    ),
    Rule({"claims": ["governorate", "caveat"]}, claim_rules.explained_region),
    Rule({"claims": ["claim_id", "statement_id", *claim_rules.SAME_STATEMENT]}, claim_rules.shared_statement),
    Rule({"claims": ["incident_id", "governorate"]}, claim_rules.one_place_per_incident),
    Rule(
        {
            "claims": totals.NEEDED,
            "coding": ["claim_id", "low", "high"],
            "known_contradictions": ["claim_id", "rule"],
        },
        totals.parts_and_totals,
    ),
    Rule({"claims": ["claim_id"], "sources": ["source_id"]}, page_rules.ids_for_pages),
    Rule({"sources": ["published_on"]}, page_rules.real_publication_day),
    Rule({"sources": ["source_id", "upstream"]}, page_rules.reprint_of_another),
    Rule({"originators": ["originator"]}, page_rules.names_to_join),
    Rule({"crosswalk": ["iso_3166_2"]}, page_rules.iso_governorates),
)


def subject_problems(tables: Tables) -> list[Problem]:
    """Return what the rules of the subject find in the tables that are there."""
    return [problem for rule in RULES if rule.applies(tables) for problem in rule.find(tables)]
