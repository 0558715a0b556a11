"""The briefing paper: one text with the findings' numbers and the charts, in four formats."""

from reported.briefing.documents import write_briefing
from reported.briefing.text import BriefingError

__all__ = ["BriefingError", "write_briefing"]
