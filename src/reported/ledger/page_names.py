"""Which ids can be the name of a page of the site: of a file, on every system, beside the site's own."""

from __future__ import annotations

import re

LONGEST_ID = 100  # characters; a file's name may have 255 bytes
NOT_FREE = (
    "index, con, prn, aux, nul, com1 to com9 and lpt1 to lpt9"  # the site's lists, and Windows' devices
)
PAGE_NAME = re.compile(r"(?!(?:index|con|prn|aux|nul|com[0-9]|lpt[0-9])\Z)[a-z0-9-]+\Z")


def is_page_name(text: str) -> bool:
    """True where a text can name a page: no part of a path, no name that a system or the site keeps for itself."""
    return len(text) <= LONGEST_ID and bool(PAGE_NAME.match(text))
