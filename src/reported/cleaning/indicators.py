"""What the indicators measure: a count over a period, the toll of one attack, a stock, or an average."""

from __future__ import annotations

COUNTS = frozenset(
    [
        "attacks",
        "fatal_events",
        "civilians_killed",
        "civilians_injured",
        "killed_all",
        "injured_all",
        "killed_and_injured",
        "security_forces_killed",
        "security_forces_injured",
        "militants_killed",
        "people_kidnapped",
        "hostages_freed",
        "mukhtars_killed",
        "bodies_found",
        "fighters_crossed",
        "detainee_movements",
        "operations",
        "displacement_change",
        "new_returnees",
    ]
)

# By definition "killed in one incident" and "injured in one incident": no count of what a month brought.
TOLLS = frozenset({"people_killed", "people_injured"})

STOCKS = frozenset(
    [
        "fighters_present",
        "detainees_held",
        "troops_deployed",
        "displaced_persons",
        "returnees",
        "governorates_affected",
        "money_usd",
    ]
)

RATES = frozenset({"attack_rate"})
