"""The house's colours as style sheet variables, from the same constants that the charts are drawn with."""

from __future__ import annotations

from reported.charts import style

# On white and on the dark ground each of these is at least 4.5:1; tests/test_site_browser.py measures it.
LIGHT = {
    "ink": style.INK,
    "quiet": style.QUIET,
    "rule": style.RULE,
    "grid": style.GRID,
    "story": style.STORY,
    "story-tint": style.STORY_TINT,
    "paper": "#FFFFFF",
    "shade": "#F6F6F4",
    "link": "#1D4E89",
    "mark": "#FFE9A8",
}
DARK = {
    "ink": "#ECEAE6",
    "quiet": "#B4B1AC",
    "rule": "#8A8A8A",
    "grid": "#3B3D40",
    "story": "#FF9068",
    "story-tint": "#33211A",
    "paper": "#16181A",
    "shade": "#202326",
    "link": "#9CC4F5",
    "mark": "#5C4A12",
}


def house_css() -> str:
    """Return the variables for light and dark; print is always light."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in kind.items()) for kind in (LIGHT, DARK))
    return (
        f":root{{color-scheme:light;{light}}}\n"
        f"@media screen{{html[data-theme=dark]{{color-scheme:dark;{dark}}}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{html:not([data-theme]){{color-scheme:dark;{dark}}}}}\n"
    )
