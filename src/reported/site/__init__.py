"""The site: the notebooks, a page for each chart, claim, source and originator, and the words around them.

``build_site`` reads what the notebooks have made and writes static pages that need no network, no server
and no second run of a notebook.
"""

from reported.site.build import Built, build_site
from reported.site.inputs import SiteError

__all__ = ["Built", "SiteError", "build_site"]
