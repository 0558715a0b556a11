"""Configuration of the site; `reported.site.build_site` prepares the sources and calls Sphinx with it."""

from pathlib import Path

project = "reported"
author = "The contributors of reported"
copyright = f"{author}. Text, data and figures CC BY 4.0, code MIT"
language = "en"

extensions = ["myst_nb", "sphinxext.opengraph", "reported.site.searching"]
source_suffix = {".md": "myst-nb", ".ipynb": "myst-nb"}
templates_path = ["templates/sphinx"]
suppress_warnings = ["myst.header", "mystnb.unknown_mime_type"]

# A dollar in a reported wording is a dollar; MathJax would be fetched from another host.
myst_enable_extensions = ["attrs_inline", "colon_fence", "deflist"]
myst_heading_anchors = 3
nb_execution_mode = "off"  # the notebooks have been run, by make, and their outputs checked
nb_ipywidgets_js = {}
nb_code_prompt_show = "Code"
nb_code_prompt_hide = "Hide the code"
nb_merge_streams = True

html_theme = "pydata_sphinx_theme"
html_title = "reported"
html_static_path = ["static"]
html_css_files = ["house.css", "reported.css", "pages.css"]
html_js_files = [("search-page.js", {"defer": "defer"}), ("copy.js", {"defer": "defer"})]
html_search_scorer = str(Path(__file__).parent / "static" / "scorer.js")
html_last_updated_fmt = None
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_permalinks_icon = "#"
html_sidebars = {"**": ["sidebar-nav-bs"]} | {
    name: []
    for name in (
        "index",
        "ledger",
        "map",
        "cite",
        "search",
        "figures/index",
        "sources/index",
        "originators/index",
    )
}
html_theme_options = {
    "logo": {"text": "reported"},
    "navbar_align": "left",
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 8,
    "show_prev_next": True,
    "show_toc_level": 2,
    "secondary_sidebar_items": ["page-toc"],
    "footer_start": ["copyright"],
    "footer_end": ["site-links"],
    "back_to_top_button": False,
    "search_bar_text": "Search all pages",
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

ogp_social_cards = {"enable": False}  # a chart's own picture says more
ogp_site_name = "reported"
ogp_description_length = 240
