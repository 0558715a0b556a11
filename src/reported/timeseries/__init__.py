"""Analyses over time: how large, how active, how deadly, when it changed, how many crossed. Table in, table out."""

from reported.timeseries.attacks import attack_rates, shares_of_month
from reported.timeseries.casualties import WITH, WITHOUT, casualty_months, casualty_spells, unami_months
from reported.timeseries.change import breaks, changes, long_series, longest_stretch, monthly_counts, trend
from reported.timeseries.comparing import common_index, pair_ratios, single_months
from reported.timeseries.crossings import crossings, shares_of_stock
from reported.timeseries.leave_out import leave_one_out
from reported.timeseries.sharing import agreement, half_years, standing_estimates

__all__ = [
    "WITH",
    "WITHOUT",
    "agreement",
    "attack_rates",
    "breaks",
    "casualty_months",
    "casualty_spells",
    "changes",
    "common_index",
    "crossings",
    "half_years",
    "leave_one_out",
    "long_series",
    "longest_stretch",
    "monthly_counts",
    "pair_ratios",
    "shares_of_month",
    "shares_of_stock",
    "single_months",
    "standing_estimates",
    "trend",
    "unami_months",
]
