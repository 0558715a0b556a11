"""Which claims are copies: a page that reprints another page adds no evidence to it."""

from __future__ import annotations

import pandas as pd

from reported.cleaning.bounds import BOUNDS

SAME = ["indicator", "scope", "actor", "originator", "governorate", *BOUNDS]


def upstream_chains(sources: pd.DataFrame) -> dict[str, list[str]]:
    """Follow each reprinting page to the pages before it.

    Parameters
    ----------
    sources : DataFrame, one row per page
        ``source_id`` and ``upstream`` (the page that this one reprints, empty where it reprints none).

    Returns
    -------
    dict
        For each page that names an upstream: the pages it goes back to, the root first, the nearest last.

    Raises
    ------
    ValueError
        If pages name each other in a circle, so that none of them can be the root.
    """
    above = {page: up for page, up in zip(sources["source_id"], sources["upstream"], strict=True) if up}
    chains = {}
    for page in above:
        chain = [page]
        while chain[-1] in above:
            if above[chain[-1]] in chain:
                raise ValueError(
                    f"these pages reprint each other in a circle: {' -> '.join([*chain, above[chain[-1]]])}. "
                    "Next: empty the upstream of the page that was there first, in sources.csv."
                )
            chain.append(above[chain[-1]])
        chains[page] = chain[:0:-1]
    return chains


def tie_copies(claims: pd.DataFrame, sources: pd.DataFrame) -> pd.DataFrame:
    """Tie each claim of a reprinting page to the claim that it copies.

    Parameters
    ----------
    claims : DataFrame, one row per claim
        claim_id, source_id, `SAME` (bounds in the claim's unit, NaN where open), period_start, period_end.
    sources : DataFrame
        As for `upstream_chains`.

    Returns
    -------
    DataFrame, indexed like ``claims``
        ``upstream``: the root page behind a reprinting page, else empty. ``copy_of``: the claim on the
        root page with the same `SAME` and days in common, or on the nearest page below it that has one.
        Two equal claims of a page are tied in the order of their ids, each original once per page.

    Notes
    -----
    A claim of a reprinting page without a counterpart upstream keeps ``copy_of`` empty: it is the only
    witness of what it prints, and ``upstream`` still says that the page is not an independent one. Where
    several reprints of one root print it alike, the first by claim_id is the witness and the others copy it.
    """
    chains = upstream_chains(sources)
    roots = {page: chain[0] for page, chain in chains.items()}
    upstream = claims["source_id"].map(lambda page: roots.get(page, "")).astype("str")
    tied: dict[str, str] = {}
    used: set[tuple[str, str]] = set()
    for pair in _counterparts(claims, chains).itertuples(index=False):
        if pair.claim_id not in tied and (pair.source_id, pair.original) not in used:
            tied[pair.claim_id] = pair.original
            used.add((pair.source_id, pair.original))
    untied = claims.assign(upstream=upstream)[(upstream != "") & ~claims["claim_id"].isin(tied)]
    tied |= _siblings(untied)
    copy_of = claims["claim_id"].map(lambda claim_id: tied.get(claim_id, "")).astype("str")
    return pd.DataFrame({"upstream": upstream, "copy_of": copy_of})


def _siblings(untied: pd.DataFrame) -> dict[str, str]:
    """Tie equal claims of different reprints of one root, which the root's own record lacks, to the first."""
    same = ["upstream", *SAME, "period_start", "period_end"]
    untied = untied.sort_values("claim_id")
    nth = untied.groupby([*same, "source_id"], dropna=False).cumcount()
    witness = untied.groupby([*same, nth], dropna=False)["claim_id"].transform("first")
    is_copy = untied["claim_id"] != witness
    return dict(zip(untied.loc[is_copy, "claim_id"], witness[is_copy], strict=True))


def _counterparts(claims: pd.DataFrame, chains: dict[str, list[str]]) -> pd.DataFrame:
    """List every claim of a reprinting page with every claim that it might copy, the best first."""
    steps = [(page, up, rank) for page, chain in chains.items() for rank, up in enumerate(chain)]
    links = pd.DataFrame(steps, columns=["source_id", "up", "rank"]).astype({"source_id": "str", "up": "str"})
    columns = ["claim_id", "source_id", *SAME, "period_start", "period_end"]
    originals = claims[columns].rename(columns={"claim_id": "original", "source_id": "up"})
    pairs = (
        claims[columns].merge(links, on="source_id").merge(originals, on=["up", *SAME], suffixes=("", "_up"))
    )
    days_in_common = (pairs["period_start"] <= pairs["period_end_up"]) & (
        pairs["period_start_up"] <= pairs["period_end"]
    )
    return pairs[days_in_common].sort_values(["claim_id", "rank", "original"])
