"""When did it change? Breaks in level and the trend of monthly counts.

Breaks: the segmentation that minimises the penalised cost, found exactly by PELT (R. Killick, P. Fearnhead and
I. Eckley, Journal of the American Statistical Association 107, 2012) as the package ruptures does it (C. Truong,
L. Oudre and N. Vayatis, Signal Processing 167, 2020). The cost of a segment is the Poisson deviance about its
mean, divided by the series' overdispersion, so that a noisy series does not break at every swing.

Trend: negative binomial regression of the count on time (J. Hilbe, Negative Binomial Regression, 2nd ed. 2011).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Self

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from ruptures.base import BaseCost
    from statsmodels.base.model import LikelihoodModelResults

from reported.cleaning.bounds import BOUNDS
from reported.timeseries.comparing import SERIES, single_months

SHORTEST_SEGMENT = 3  # months
# Penalties in multiples of log(n), from lenient to strict; 3 is that of the modified BIC (N. Zhang and D. Siegmund,
# Biometrics 63, 2007).
PENALTIES = (1.5, 2.0, 3.0, 4.0, 6.0)
CHOSEN_PENALTY = 3.0
FEWEST_MONTHS = 10
LONGEST_GAP = 3  # months that a stretch may skip at a time


def overdispersion(counts: np.ndarray) -> float:
    """Return how many times the variance of a count series exceeds its mean, at least 1.

    From differences of neighbours, (a - b)^2 / (a + b), whose mean is 1 for a Poisson series; a change of level
    touches only one of them, and the median over the series' quarters keeps it out (after J. Rice, Annals of
    Statistics 12, 1984).
    """
    one, other = counts[:-1], counts[1:]
    terms = np.divide((one - other) ** 2, one + other, out=np.zeros(len(one)), where=one + other > 0)
    quarters = [part.mean() for part in np.array_split(terms, 4) if len(part)]
    return max(1.0, float(np.median(quarters)))


def monthly_counts(monthly: pd.DataFrame, rates: pd.DataFrame) -> pd.DataFrame:
    """Put all national monthly counts of attacks and of the killed and injured into one table.

    Parameters
    ----------
    monthly : DataFrame
        As written to monthly.csv.
    rates : DataFrame
        As returned by `reported.timeseries.attack_rates`, of which the single months are taken.

    Returns
    -------
    DataFrame, one row per series and month
        ``definition``, ``originator``, ``scope``, ``month`` (monthly period), `BOUNDS` and ``claim_ids``.
    """
    people = monthly[
        (monthly["unit"] == "persons") & (monthly["governorate"] == "IQ") & (monthly["actor"] != "n/a")
    ]
    people = people.assign(
        definition=people["indicator"].str.replace("_", " "), month=pd.PeriodIndex(people["month"], freq="M")
    )
    columns = [*SERIES, "month", *BOUNDS, "claim_ids"]
    return pd.concat([single_months(rates)[columns], people[columns]], ignore_index=True)


def long_series(figures: pd.DataFrame, *, at_least: int = 12) -> pd.DataFrame:
    """Choose the monthly series that are long enough to look for breaks in.

    Parameters
    ----------
    figures : DataFrame, one row per series and month
        ``definition``, ``originator``, ``scope``, ``month`` (monthly period), ``best`` and ``claim_ids``.
    at_least : int
        Months that the longest stretch of a series must have.

    Returns
    -------
    DataFrame, one row per chosen series and month
        The columns of ``figures``, only the months of the longest stretch (see `longest_stretch`). Of each originator
        and definition the series with the longest stretch, of these the first by scope, and any other that goes on
        for a year after it ends.
    """
    chosen = []
    for _, variants in figures.groupby(["definition", "originator"]):
        stretches = [longest_stretch(part) for _, part in variants.groupby("scope")]
        longest = max(stretches, key=len)
        later = [
            part for part in stretches if len(part) and part["month"].max() >= longest["month"].max() + 12
        ]
        chosen += [part for part in [longest, *later] if len(part) >= at_least]
    return pd.concat(chosen, ignore_index=True)


def longest_stretch(series: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the longest run of months, by number of months reported, with no gap over `LONGEST_GAP`.

    ``series`` has one row per month (``month``, each once); rows whose ``best`` is missing are left out.
    """
    ordered = series.dropna(subset="best").sort_values("month", ignore_index=True)
    skipped = ordered["month"].astype("int64").diff().fillna(1) - 1
    run = (skipped > LONGEST_GAP).cumsum()
    longest = run.value_counts(sort=False).idxmax() if len(run) else 0
    return ordered[run == longest].reset_index(drop=True)


def breaks(
    series: pd.DataFrame, *, penalties: Sequence[float] = PENALTIES, chosen: float = CHOSEN_PENALTY
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Find the months at which the level of one series changed, and how far this depends on the penalty.

    Parameters
    ----------
    series : DataFrame, one row per month
        ``month`` (monthly period, each once), ``best`` (count) and ``claim_ids``. Months that are missing are gaps:
        the breaks are found in the months that were reported, one after another, and nothing is filled in.
    penalties : sequence of float
        In multiples of log(number of months).
    chosen : float
        The penalty of which the segments are returned; one of ``penalties``.

    Returns
    -------
    segments : DataFrame, one row per segment at the chosen penalty
        ``start`` and ``end`` month, ``n_months`` reported, ``level`` (mean count a month), ``claim_ids``.
    sensitivity : DataFrame, one row per month that is a break at any penalty, in time order
        ``month`` (the first of the new level), ``after_gap`` (months unreported before it), ``before`` and ``after``:
        mean count of the segments on either side at the most lenient penalty that finds it, and one column per
        penalty, True where it is found.
    """
    ordered = series.sort_values("month", ignore_index=True)
    counts = ordered["best"].to_numpy(dtype=float)
    found = {penalty: _break_points(counts, penalty) for penalty in penalties}
    bounds = [0, *found[chosen], len(counts)]
    segments = pd.DataFrame(
        [
            (
                ordered["month"][a],
                ordered["month"][b - 1],
                b - a,
                counts[a:b].mean(),
                ";".join(ordered["claim_ids"][a:b]),
            )
            for a, b in pairwise(bounds)
        ],
        columns=["start", "end", "n_months", "level", "claim_ids"],
    )
    return segments, _sensitivity(ordered, counts, found)


def changes(series: pd.DataFrame, *, since: str) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Find the breaks and the trend of each series.

    Parameters
    ----------
    series : DataFrame
        As returned by `long_series`.
    since : str
        First month of the trends, "YYYY-MM".

    Returns
    -------
    segments, sensitivity : DataFrame
        As `breaks` returns them, all series together, with `SERIES`.
    trends : DataFrame, one row per series
        `SERIES`, what `trend` returns, ``claim_ids``.
    """
    segments, sensitivity, trends = [], [], []
    for key, part in series.groupby(SERIES):
        names = dict(zip(SERIES, key, strict=True))
        levels, months = breaks(part)
        segments.append(levels.assign(**names))
        sensitivity.append(months.assign(**names))
        trends.append({**names, **trend(part, since=since), "claim_ids": ";".join(part["claim_ids"])})
    tables = [pd.concat(rows, ignore_index=True) for rows in (segments, sensitivity)]
    return *(
        table[[*SERIES, *table.columns.difference(SERIES, sort=False)]] for table in tables
    ), pd.DataFrame(trends)


def trend(series: pd.DataFrame, *, since: str) -> dict[str, float | str]:
    """Fit the monthly change of a count from a month on, as a rate ratio.

    Parameters
    ----------
    series : DataFrame, one row per month
        ``month`` (monthly period) and ``best`` (count).
    since : str
        First month, "2017-12", included.

    Returns
    -------
    dict
        ``ratio`` a month (0.97: three percent fewer each month) with its 95 % interval ``ratio_low`` and
        ``ratio_high``; ``n_months``; ``dispersion``, the alpha of the negative binomial (variance = mean + alpha x mean
        squared; 0 where the counts are hardly more spread than Poisson's, and a Poisson regression is fitted);
        ``since``. The ratio and the dispersion are missing with fewer than `FEWEST_MONTHS` months.

    Notes
    -----
    The interval is that of a steady change. Where the level fell in steps, `breaks` says more. Neighbouring months are
    taken as independent, which makes the interval somewhat too narrow.
    """
    part = series[series["month"] >= pd.Period(since, "M")].dropna(subset="best")
    missing = dict.fromkeys(["ratio", "ratio_low", "ratio_high", "dispersion"], float("nan"))
    if len(part) < FEWEST_MONTHS:
        return {**missing, "since": since, "n_months": len(part)}
    months = part["month"].astype("int64").to_numpy()
    design = np.column_stack([np.ones(len(part)), months - months.mean()])
    fitted, alpha = _count_regression(part["best"].round().to_numpy(), design)
    low, high = np.exp(fitted.conf_int()[1])
    return {
        "ratio": float(np.exp(fitted.params[1])),
        "ratio_low": float(low),
        "ratio_high": float(high),
        "dispersion": alpha,
        "since": since,
        "n_months": len(part),
    }


def _break_points(counts: np.ndarray, penalty: float) -> list[int]:
    import ruptures

    model = ruptures.Pelt(custom_cost=_cost(overdispersion(counts)), min_size=SHORTEST_SEGMENT, jump=1)
    return model.fit(counts.reshape(-1, 1)).predict(penalty * np.log(len(counts)))[:-1]


def _cost(dispersion: float) -> BaseCost:
    """Return the segment cost for ruptures: the Poisson deviance about the mean, in units of the dispersion."""
    import ruptures

    class CountCost(ruptures.base.BaseCost):
        model = "count"
        min_size = SHORTEST_SEGMENT

        def fit(self, signal: np.ndarray) -> Self:
            self.signal = signal
            return self

        def error(self, start: int, end: int) -> float:
            part = self.signal[start:end, 0]
            positive = part[part > 0]
            return 2 * float((positive * np.log(positive / part.mean())).sum()) / dispersion

    return CountCost()


def _sensitivity(ordered: pd.DataFrame, counts: np.ndarray, found: dict[float, list[int]]) -> pd.DataFrame:
    rows = []
    for at in sorted({point for points in found.values() for point in points}):
        lenient = next(points for points in found.values() if at in points)
        bounds = [0, *lenient, len(counts)]
        place = bounds.index(at)
        month, earlier = ordered["month"][at], ordered["month"][at - 1]
        levels = counts[bounds[place - 1] : at].mean(), counts[at : bounds[place + 1]].mean()
        rows.append((month, (month - earlier).n - 1, *levels, *(at in points for points in found.values())))
    return pd.DataFrame(rows, columns=["month", "after_gap", "before", "after", *found])


def _count_regression(counts: np.ndarray, design: np.ndarray) -> tuple[LikelihoodModelResults, float]:
    """Fit a negative binomial regression, or Poisson's where the counts are too little spread for one.

    Then Poisson's standard errors are widened by the spread that there is (quasi-likelihood).
    """
    from statsmodels.discrete.discrete_model import NegativeBinomial
    from statsmodels.genmod.families import Poisson
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import ConvergenceWarning

    model = GLM(counts, design, family=Poisson())
    spread = max(1.0, float(model.fit().pearson_chi2) / (len(counts) - design.shape[1]))
    poisson = model.fit(scale=spread)
    if spread == 1.0:
        return poisson, 0.0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # then there is hardly any spread to fit
        fitted = NegativeBinomial(counts, design).fit(
            start_params=np.append(poisson.params, 0.1), disp=0, maxiter=200
        )
    return (fitted, float(fitted.params[-1])) if fitted.mle_retvals["converged"] else (poisson, 0.0)
