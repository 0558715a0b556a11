"""Do the figures agree? Comparisons of independent originators, and one story held against all others."""

from reported.agreement.comparing import compare, grades
from reported.agreement.independence import DRAWS_ON, independent_look, standing_figures
from reported.agreement.sharing import pairs
from reported.agreement.story import (
    AFTER,
    GROUPS,
    RULES,
    STORY,
    Rule,
    incident_accounts,
    report_card,
    story_figures,
    verdicts,
)
from reported.agreement.wording import accounts_sentence

__all__ = [
    "AFTER",
    "DRAWS_ON",
    "GROUPS",
    "RULES",
    "STORY",
    "Rule",
    "accounts_sentence",
    "compare",
    "grades",
    "incident_accounts",
    "independent_look",
    "pairs",
    "report_card",
    "standing_figures",
    "story_figures",
    "verdicts",
]
