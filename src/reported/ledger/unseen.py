"""Characters that cannot be seen, and that change how a reader or a program takes the others."""

from __future__ import annotations

import re

# Characters that show nothing and change how others are read: they turn the direction of what follows, hide words
# in it, or break lines and keys. Arabic is written without them; the joiners and marks that some scripts need stay.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def unseen_character(text: str) -> str:
    """Return the first character of a text that cannot be seen or turns the direction of others, or no text."""
    found = UNSEEN.search(text)
    return found.group() if found else ""
