"""Each time wording becomes the days that the codebook gives it, or is refused."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reported.periods import PRECISIONS, Period, UnreadablePeriod, read_period

FRIDAY = date(2019, 2, 22)  # the publication day of the codebook's table


def days(start: str, end: str, precision: str) -> Period:
    return Period(date.fromisoformat(start), date.fromisoformat(end), precision)


def on(day: str) -> Period:
    return days(day, day, "day")


# Printed on Friday 22 February 2019: wordings and their first day, last day, precision.
READ = {
    # the day without a year is this year's unless that lies ahead
    ("15 January 2019", "Jan. 15", "January 15th", "15th of January", "15-Jan-2019"): (on("2019-01-15")),
    ("22 February", "Friday, Feb. 22", "on the 22nd of February", "Feb. 22, 2019", "22nd February 2019"): on(
        "2019-02-22"
    ),
    ("23 February",): on("2018-02-23"),
    ("Oct. 16, 2016", "October 16th, 2016", "16 Oct 2016", "16 October 2016"): on("2016-10-16"),
    ("29 February",): on("2016-02-29"),
    ("Sunday 17 February 2019", "Sunday, Feb. 17", "February 17, a Sunday", "Sunday evening (February 17)"): (
        on("2019-02-17")
    ),
    ("last Jan. 20", "Jan. 20", "on 20 January this year"): on("2019-01-20"),
    ("15 August last year", "Aug. 15 of last year"): on("2018-08-15"),
    # near days and weekdays; the time of day changes nothing
    ("today", "earlier today", "this morning", "tonight"): on("2019-02-22"),
    ("yesterday", "yesterday evening", "last night", "late last night", "yesterday's"): on("2019-02-21"),
    ("the day before yesterday",): on("2019-02-20"),
    ("on Sunday", "Sunday night", "late Sunday", "late on Sunday", "Sunday's", "Sun.", "this Sunday"): on(
        "2019-02-17"
    ),
    (
        "early hours of Sunday",
        "in the early hours of Sunday morning",
        "overnight Sunday",
        "before dawn Sunday",
    ): (on("2019-02-17")),
    ("around 8 p.m. on Sunday", "Sunday at 10:30 a.m.", "on Sunday at 06:30", "around noon on Sunday"): on(
        "2019-02-17"
    ),
    ("on the night of 17 February", "late on February 17", "early Feb. 17", "the morning of 17 February"): (
        on("2019-02-17")
    ),
    ("Friday",): on("2019-02-22"),
    ("last Friday", "last Friday night", "this past Friday", "Friday of last week", "Friday last week"): on(
        "2019-02-15"
    ),
    # weekends and weeks
    ("over the weekend", "last weekend", "this weekend", "at the weekend", "Saturday and Sunday"): (
        days("2019-02-16", "2019-02-17", "day")
    ),
    (
        "last week",
        "late last week",
        "early last week",
        "the previous week",
        "week 7 of 2019",
        "2019-W07",
        "week 7",
    ): (days("2019-02-11", "2019-02-17", "week")),
    ("this week", "2019-W08", "the current week"): days("2019-02-18", "2019-02-22", "week"),
    ("week 5", "epidemiological week 5", "epi week five of 2019"): days("2019-01-28", "2019-02-03", "week"),
    ("week 8",): days("2018-02-19", "2018-02-25", "week"),
    ("weeks 5 to 7 of 2018",): days("2018-01-29", "2018-02-18", "week"),
    # months
    (
        "in January",
        "in January alone",
        "last January",
        "this January",
        "the month of January",
        "a January evening",
    ): (days("2019-01-01", "2019-01-31", "month")),
    (
        "last month",
        "the previous month",
        "as of January 2019",
        "January of this year",
        "2019-01",
        "01/2019",
    ): (days("2019-01-01", "2019-01-31", "month")),
    ("in February", "this month", "February 2019"): days("2019-02-01", "2019-02-22", "month"),
    ("last February",): days("2018-02-01", "2018-02-28", "month"),
    ("January 2018", "in Jan 2018", "Jan. 2018", "January of last year", "throughout January 2018"): (
        days("2018-01-01", "2018-01-31", "month")
    ),
    ("in August last year", "August of last year", "August", "last August", "Aug/2018"): (
        days("2018-08-01", "2018-08-31", "month")
    ),
    # parts of months and years
    ("early January 2019", "early in January", "early January", "early last month"): (
        days("2019-01-01", "2019-01-10", "day")
    ),
    ("mid January 2019", "mid-January", "the middle of January"): days("2019-01-11", "2019-01-20", "day"),
    ("late January 2019", "late in January", "late last month", "as of late January"): (
        days("2019-01-21", "2019-01-31", "day")
    ),
    ("mid-to-late January",): days("2019-01-11", "2019-01-31", "day"),
    ("late February",): days("2019-02-21", "2019-02-22", "day"),
    ("early 2018", "early in 2018"): days("2018-01-01", "2018-04-30", "month"),
    ("mid 2018", "mid-2018", "the middle of 2018"): days("2018-05-01", "2018-08-31", "month"),
    ("late 2018", "late last year"): days("2018-09-01", "2018-12-31", "month"),
    ("early this year", "early 2019"): days("2019-01-01", "2019-02-22", "month"),
    # quarters, halves, first and last units
    (
        "Q3 2018",
        "the third quarter of 2018",
        "2018-Q3",
        "3Q 2018",
        "Q3 last year",
        "last year's third quarter",
    ): (days("2018-07-01", "2018-09-30", "quarter")),
    ("the last quarter of 2018", "last quarter", "the fourth quarter", "Q4"): days(
        "2018-10-01", "2018-12-31", "quarter"
    ),
    ("Q1", "the first quarter", "first quarter of the year"): days("2018-01-01", "2018-03-31", "quarter"),
    ("the second quarter",): days("2018-04-01", "2018-06-30", "quarter"),
    ("first quarter of this year", "Q1 2019"): days("2019-01-01", "2019-02-22", "quarter"),
    (
        "first half of 2018",
        "H1 2018",
        "the first half-year",
        "in the first half of last year",
        "2018's first half",
    ): (days("2018-01-01", "2018-06-30", "month")),
    ("the first ten months of 2018", "the first 10 months of last year"): days(
        "2018-01-01", "2018-10-31", "month"
    ),
    ("the last three months of 2018", "the final three months of the year"): days(
        "2018-10-01", "2018-12-31", "month"
    ),
    ("during the first three months of the year",): days("2018-01-01", "2018-03-31", "month"),
    ("the first 86 days of 2018",): days("2018-01-01", "2018-03-27", "day"),
    ("the first two weeks of January",): days("2019-01-01", "2019-01-14", "day"),
    # years
    ("in 2018", "last year", "the year 2018", "throughout 2018", "about a year ago"): days(
        "2018-01-01", "2018-12-31", "year"
    ),
    (
        "this year",
        "so far this year",
        "earlier this year",
        "the year to date",
        "since the beginning of the year",
    ): (days("2019-01-01", "2019-02-22", "day")),
    ("in 2019",): days("2019-01-01", "2019-02-22", "year"),
    # counted back from publication: exactly N units
    ("the past six months", "over the last six months", "in six months", "within the past six months"): (
        days("2018-08-23", "2019-02-22", "day")
    ),
    ("the past two weeks", "in the past fortnight"): days("2019-02-09", "2019-02-22", "day"),
    ("the last 10 days",): days("2019-02-13", "2019-02-22", "day"),
    ("the past couple of days", "in two days"): days("2019-02-21", "2019-02-22", "day"),
    ("past dozen days",): days("2019-02-11", "2019-02-22", "day"),
    ("over the past 12 months", "the past year", "the last year", "the past twelve months"): (
        days("2018-02-23", "2019-02-22", "day")
    ),
    ("the past week", "the last week", "this past week"): days("2019-02-16", "2019-02-22", "day"),
    ("the past month", "in one month", "in a month"): days("2019-01-23", "2019-02-22", "day"),
    ("the past 24 hours", "past 24hrs"): days("2019-02-21", "2019-02-22", "day"),
    ("48 hours", "the past 48 hours", "the last 36 hours"): days("2019-02-20", "2019-02-22", "day"),
    ("the previous two months", "the past two months"): days("2018-12-23", "2019-02-22", "day"),
    # since, so far, earlier
    ("since December 2017",): days("2017-12-01", "2019-02-22", "day"),
    ("since 15 January",): days("2019-01-15", "2019-02-22", "day"),
    ("since 2014", "since the start of 2014", "since early 2014"): days("2014-01-01", "2019-02-22", "day"),
    ("since mid-January",): days("2019-01-11", "2019-02-22", "day"),
    ("since last month", "since January", "from January onwards"): days("2019-01-01", "2019-02-22", "day"),
    ("since Monday", "earlier this week", "so far this week"): days("2019-02-18", "2019-02-22", "day"),
    ("since the end of 2017",): days("2017-12-31", "2019-02-22", "day"),
    ("earlier this month", "so far this month", "the month to date", "month-to-date", "so far in February"): (
        days("2019-02-01", "2019-02-22", "day")
    ),
    # ago
    ("two weeks ago", "about two weeks ago", "14 days ago"): on("2019-02-08"),
    ("a week ago", "just over a week ago"): on("2019-02-15"),
    ("three days ago",): on("2019-02-19"),
    ("six months ago", "more than six months ago"): days("2018-08-01", "2018-08-31", "month"),
    ("six years ago", "nearly six years ago"): days("2013-01-01", "2013-12-31", "year"),
    # stocks
    ("at the end of 2018", "by the end of 2018", "by the end of last year", "end-2018", "end of December"): (
        on("2018-12-31")
    ),
    ("by the end of March 2018", "at the end of the first quarter of 2018"): on("2018-03-31"),
    ("to date", "as at today", "currently", "now", "so far", "to this point", "until now", "by Friday"): on(
        "2019-02-22"
    ),
    ("as of 1 May 2018", "by May 1, 2018"): on("2018-05-01"),
    ("through 28 August", "until 28 August", "up to 28 August", "by 28 August"): on("2018-08-28"),
    # ranges
    (
        "between August and October 2018",
        "from August to October 2018",
        "August-October 2018",
        "Aug. through Oct. 2018",
    ): (days("2018-08-01", "2018-10-31", "month")),
    (
        "5-7 June 2018",
        "5–7 June",
        "from 5 to 7 June",
        "June 5-7, 2018",
        "5th to 7th of June",
        "5, 6 and 7 June 2018",
    ): (days("2018-06-05", "2018-06-07", "day")),
    ("June and July 2018", "from June until July 2018"): days("2018-06-01", "2018-07-31", "month"),
    ("May, June and July 2018",): days("2018-05-01", "2018-07-31", "month"),
    ("from 2012 to 2016", "2012-2016", "2012 through 2016", "2012-16"): days(
        "2012-01-01", "2016-12-31", "year"
    ),
    ("2012-13", "2012–13", "2012 and 2013", "2012/2013"): days("2012-01-01", "2013-12-31", "year"),
    ("between 1 January and 15 March 2019",): days("2019-01-01", "2019-02-22", "day"),
    ("from January 1, 2018 to December 2018",): days("2018-01-01", "2018-12-31", "month"),
    ("1 January 2018 – 31 December 2018", "2018-01-01/2018-12-31"): days("2018-01-01", "2018-12-31", "day"),
    ("28 December to 3 January",): days("2018-12-28", "2019-01-03", "day"),
    ("November to January", "between November and January 2019"): days("2018-11-01", "2019-01-31", "month"),
    ("between January and March",): days("2018-01-01", "2018-03-31", "month"),
    ("between January and February",): days("2019-01-01", "2019-02-22", "month"),
    ("from 2017 to the present", "between 2017 and now"): days("2017-01-01", "2019-02-22", "year"),
    ("Monday to Wednesday", "between Monday and Wednesday"): days("2019-02-18", "2019-02-20", "day"),
    ("overnight Friday to Saturday", "overnight between Friday and Saturday", "Friday night into Saturday"): (
        days("2019-02-15", "2019-02-16", "day")
    ),
    ("the period from 1 August to 31 October 2018", "the 1 August-31 October 2018 period"): (
        days("2018-08-01", "2018-10-31", "day")
    ),
    ("June & July 2018", "the months of June and July 2018"): days("2018-06-01", "2018-07-31", "month"),
    ("2012\u201113", "2012\u221213"): days("2012-01-01", "2013-12-31", "year"),
    ("in 2019 to date", "2019 to date"): days("2019-01-01", "2019-02-22", "day"),
    ("2018-08/2018-10",): days("2018-08-01", "2018-10-31", "month"),
    ("2017-10-16/2018-08",): days("2017-10-16", "2018-08-31", "month"),
    # units of a month, quarter or year
    ("the 15th of last month",): on("2019-01-15"),
    ("the 15th of this month",): on("2019-02-15"),
    ("the first two weeks of last month",): days("2019-01-01", "2019-01-14", "day"),
    ("the last 10 days of last month",): days("2019-01-22", "2019-01-31", "day"),
    ("the first week of this month",): days("2019-02-01", "2019-02-07", "day"),
    ("the first month of 2018",): days("2018-01-01", "2018-01-31", "month"),
    ("the first two quarters of 2018",): days("2018-01-01", "2018-06-30", "quarter"),
    ("mid to late 2018",): days("2018-05-01", "2018-12-31", "month"),
    ("the last quarter", "a quarter ago"): days("2018-10-01", "2018-12-31", "quarter"),
    ("two quarters ago",): days("2018-07-01", "2018-09-30", "quarter"),
    ("the past two quarters",): days("2018-08-23", "2019-02-22", "day"),
    ("two fortnights ago",): on("2019-01-25"),
    ("last fortnight",): days("2019-02-09", "2019-02-22", "day"),
    ("the past 25 hours",): days("2019-02-20", "2019-02-22", "day"),
    ("in 49 hours",): days("2019-02-19", "2019-02-22", "day"),
    ("the week to date",): days("2019-02-18", "2019-02-22", "day"),
    ("quarter to date", "since the start of the quarter"): days("2019-01-01", "2019-02-22", "day"),
    ("since 22 February",): on("2019-02-22"),
    ("since the end of January", "since the end of last month", "from the end of January to now"): days(
        "2019-01-31", "2019-02-22", "day"
    ),
    ("from the start of the week to now",): days("2019-02-18", "2019-02-22", "day"),
    ("in 2014 to date", "2014 to date"): days("2014-01-01", "2019-02-22", "year"),
    ("two quarters to December 2018",): days("2018-07-01", "2018-12-31", "month"),
    ("the two years to December 2018",): days("2017-01-01", "2018-12-31", "month"),
    ("this Friday",): on("2019-02-22"),
    ("the past forty-eight hours",): days("2019-02-20", "2019-02-22", "day"),
    ("the twenty-fifth of January",): on("2019-01-25"),
    ("on Weds",): on("2019-02-20"),
    ("week 5 of last year",): days("2018-01-29", "2018-02-04", "week"),
    ("the end of August last year", "the end of August of last year"): on("2018-08-31"),
    # what one end of a range lends to the other
    ("last year to this year",): days("2018-01-01", "2019-02-22", "year"),
    ("from January 2018 to March", "from January of last year to March"): days(
        "2018-01-01", "2018-03-31", "month"
    ),
    ("from November 2018 to January",): days("2018-11-01", "2019-01-31", "month"),
    ("from November 2017 to January",): days("2017-11-01", "2018-01-31", "month"),
    ("15 December 2017 to 15 June",): days("2017-12-15", "2018-06-15", "day"),
    ("from Sunday to the present day", "from Sunday to date"): days("2019-02-17", "2019-02-22", "day"),
    ("from 10 February to Sunday",): days("2019-02-10", "2019-02-17", "day"),
    ("Monday to Monday",): days("2019-02-11", "2019-02-18", "day"),
    ("June 5, 2018 to 7 2018", "5 June to 7 2018"): days("2018-06-05", "2018-06-07", "day"),
    ("5 2017 to 7 June",): days("2017-06-05", "2017-06-07", "day"),
    ("5 to 5 June",): on("2018-06-05"),
    ("May, June and July",): days("2018-05-01", "2018-07-31", "month"),
    ("May, June, July and August 2018",): days("2018-05-01", "2018-08-31", "month"),
    ("from week 5 to March 2018",): days("2018-01-29", "2018-03-31", "month"),
    # years, or a month, joined by a dash
    ("2011-12",): days("2011-12-01", "2011-12-31", "month"),
    ("2000\u201320",): days("2000-01-01", "2019-02-22", "year"),
    ("2012\u201312",): days("2012-12-01", "2012-12-31", "month"),
    ("\u2018January 2018\u2019", "January 2018.)", "last year\u2019s January"): days(
        "2018-01-01", "2018-01-31", "month"
    ),
    # N units that end on another day
    ("the seven days to 11 May", "the week ending 11 May", "the 7 days ending on May 11"): (
        days("2018-05-05", "2018-05-11", "day")
    ),
    ("the 24 hours to 5 May",): days("2018-05-04", "2018-05-05", "day"),
    ("the year to 31 March 2018",): days("2017-04-01", "2018-03-31", "day"),
    ("the 12 months to June 2018",): days("2017-07-01", "2018-06-30", "month"),
}

OTHER_PUBLICATION_DAYS = {
    ("the 3rd of last month", "2019-01-10"): on("2018-12-03"),
    ("first 3 days of last month", "2019-01-10"): days("2018-12-01", "2018-12-03", "day"),
    ("the first half of the year", "2019-06-30"): days("2019-01-01", "2019-06-30", "month"),
    ("29 February", "2104-02-28"): on("2096-02-29"),
    ("so far this month", "2019-02-01"): on("2019-02-01"),
    ("so far this quarter", "2019-03-31"): days("2019-01-01", "2019-03-31", "day"),
    ("in January", "2019-01-28"): days("2019-01-01", "2019-01-28", "month"),
    ("last January", "2019-01-20"): days("2018-01-01", "2018-01-31", "month"),
    ("last December", "2018-08-15"): days("2017-12-01", "2017-12-31", "month"),
    ("in 2018", "2018-08-15"): days("2018-01-01", "2018-08-15", "year"),
    ("between January and March", "2019-03-15"): days("2019-01-01", "2019-03-15", "month"),
    ("5-7 June", "2017-06-06"): days("2017-06-05", "2017-06-06", "day"),
    ("1-15 March", "2017-03-05"): days("2017-03-01", "2017-03-05", "day"),
    ("over the weekend", "2019-02-23"): days("2019-02-16", "2019-02-17", "day"),
    ("over the weekend", "2019-02-24"): days("2019-02-23", "2019-02-24", "day"),
    ("last Friday", "2019-02-23"): on("2019-02-22"),
    ("Monday", "2018-12-31"): on("2018-12-31"),
    ("last week", "2019-01-02"): days("2018-12-24", "2018-12-30", "week"),
    ("this week", "2019-01-02"): days("2018-12-31", "2019-01-02", "week"),
    ("last quarter", "2019-08-10"): days("2019-04-01", "2019-06-30", "quarter"),
    ("the past month", "2018-03-31"): days("2018-03-01", "2018-03-31", "day"),
    ("the past six months", "2018-08-31"): days("2018-03-01", "2018-08-31", "day"),
    ("the past year", "2020-02-29"): days("2019-03-01", "2020-02-29", "day"),
    ("one month ago", "2018-03-31"): days("2018-02-01", "2018-02-28", "month"),
    ("late February", "2019-02-15"): days("2018-02-21", "2018-02-28", "day"),
    ("29 February", "2020-03-01"): on("2020-02-29"),
    ("as of 1 May 2020", "2020-06-01"): on("2020-05-01"),
    ("by the end of the year", "2018-12-31"): on("2018-12-31"),
    ("week 53 of 2020", "2021-02-01"): days("2020-12-28", "2021-01-03", "week"),
    ("05/2022", "2023-01-01"): days("2022-05-01", "2022-05-31", "month"),
    ("2006-07", "2019-02-22"): days("2006-07-01", "2006-07-31", "month"),
    ("2006–07", "2019-02-22"): days("2006-01-01", "2007-12-31", "year"),
    ("2018–08", "2019-02-22"): days("2018-08-01", "2018-08-31", "month"),
    ("past seven months", "2018-11-03"): days("2018-04-04", "2018-11-03", "day"),
}

REFUSED = {
    "looks ahead": (
        "within six months", "within 24 hours", "over the next year", "by next June", "in the coming weeks",
        "in two weeks' time", "will in six months", "scheduled for January", "due in January", "later this month",
        "by the end of the year", "by the end of 2019", "the end of February", "23 February 2019", "March 2019",
        "H2 2019", "late 2019", "as of 1 May 2020", "2019-02-23", "2020", "2019-03-01/2019-03-31", "since March 2019",
        "this December",
    ),
    "events, seasons, decades, other calendars": (
        "since the coup", "since the defeat of ISIS", "since then", "Ramadan", "summer 2018", "since the summer",
        "the 1990s", "a decade ago", "the past decade", "FY2018", "fiscal year 2018", "Christmas Day",
    ),
    "no number of units": (
        "in the past few months", "in recent weeks", "recently", "several days ago", "the past year or so",
        "the first few months of 2018", "days ago", "the past two or three months", "past 2-3 months", "0 days ago",
        "the past 2018 days", "over the past weeks", "in the past days", "last months", "in previous years",
        "the final months of 2018", "the last days of January", "the first months of the year",
        "the weeks to 11 May 2018",
    ),
    "no day to count from": (
        "a three-day period", "six months", "over six months", "for two weeks", "a month", "per month", "every January",
        "a year earlier", "two days later", "that month", "the same day", "before 2014", "after December 2017",
    ),
    "no such day": (
        "31 February", "31 February 2018", "29 February 2019", "2018-02-30", "2018-13", "week 53 of 2019", "13/2018",
        "the first 40 days of January",
    ),
    "numeric days": ("03/04/2018", "15.01.2019", "2019/01/15", "1/15/2019", "43518", "2018-1-5"),
    "turned around": (
        "from October 2018 to August 2018", "from 7 to 5 June", "from 2016 to 2012", "2018-12-31/2018-01-01",
        "October to August 2018", "early 2018 to late 2017", "from 15 January 2018 to January 2018", "January to 2018",
        "from 2018 to January",
    ),
    "two readings": (
        "June and August 2018", "Sunday or Monday", "Monday and Wednesday", "the second week of January",
        "the first half of January", "at the start of 2018", "the week of 11 February", "so far in 2018", "5/6 June",
        "since 2014-2015", "since June-July 2018",
        "Monday 17 February 2019", "in less than a week", "about 2018", "around mid-January",
    ),
    "not time words": (
        "", "  ", "the", "in", "ISIS", "Sunday's attack", "in January in Mosul", "not since January", "since",
        "from January 2018 to", "between January", "Sonntag", "settembre", "2018\x00", "2018 \ufffd", "2018-08-01/..",
        "2018/2019/2020", "noon", "15", "2,014", "in 2,014", "January 2,018", "on a Sunday", "2014-99",
    ),
}  # fmt: skip


@pytest.mark.parametrize("wording", [wording for wordings in READ for wording in wordings])
def test_wording_is_resolved_as_the_codebook_rules(wording):
    expected = next(period for wordings, period in READ.items() if wording in wordings)
    assert read_period(wording, FRIDAY) == expected


@pytest.mark.parametrize(("wording", "published_on"), OTHER_PUBLICATION_DAYS)
def test_wording_is_resolved_against_its_own_publication_day(wording, published_on):
    assert read_period(wording, published_on) == OTHER_PUBLICATION_DAYS[wording, published_on]


@pytest.mark.parametrize("wording", [wording for wordings in REFUSED.values() for wording in wordings])
def test_what_the_codebook_does_not_cover_is_refused(wording):
    with pytest.raises(UnreadablePeriod):
        read_period(wording, FRIDAY)


@pytest.mark.parametrize(
    "wording", ["  On  SUNDAY, ", "“on Sunday”", "on\u00a0Sunday", "Sun\u00adday", "on Sunday."]
)
def test_typography_changes_nothing(wording):
    assert read_period(wording, FRIDAY) == on("2019-02-17")


def test_digits_of_other_scripts_are_read():
    assert read_period("١٥ January ٢٠١٩", FRIDAY) == on("2019-01-15")


# The reason that a person reads, the precision that the wording may have, and the wordings refused for it.
REASONS = {
    ("it looks ahead of the day of publication", "day"): ("2020", "by the end of 2019", "since March 2019"),
    ("it looks ahead of the day of publication", "year"): ("by the end of the year",),
    ("it looks ahead of the day of publication", "quarter"): ("the end of the quarter",),
    ("it looks ahead of the day of publication", "month"): ("the end of the month",),
    ("it looks ahead of the day of publication", "week"): ("the end of the week",),
    ("it looks ahead, or says only that something lies within a span", "month"): ("within six months",),
    ("it looks ahead, or says only that something lies within a span", "year"): ("in a year's time",),
    ("seasons are not dated", "day"): ("in the spring",),
    ("decades and longer are not dated", "day"): ("the 1990s", "a decade ago", "a century"),
    ("fiscal years differ by country", "day"): ("FY2018",),
    ("feasts and events are not dated", "day"): ("Ramadan",),
    ("how many units it takes in is not said", "week"): ("in recent weeks", "over the past weeks"),
    ("how many units it takes in is not said", "year"): ("the past year or so",),
    ("it counts from another event", "month"): ("that month",),
    ("it counts no unit", "day"): ("0 days ago", "the past 0 days"),
    ("numeric days are read only as ISO 8601", "day"): ("03/04/2018", "3.4.2018"),
    ("it is empty", "day"): ("", "  "),
    ("no rule of the codebook covers it", "day"): (
        "ISIS",
        "since the coup",
        "by the end of the coup",
        "since 2014 and 2015",
        "2018 into 2019",
    ),
    ("no rule of the codebook covers it", "quarter"): ("early last quarter",),
    ("there is no such day", "day"): ("31 February", "31 February 2018", "29 February 2019"),
    ("there is no such day", "week"): ("week 54", "week 54 of 2018"),
    ("2019-02-17 is a Sunday", "day"): ("Monday 17 February 2019", "17 February 2019, a Monday"),
    ("its parts are not in order", "day"): ("late to mid January",),
    ("there are not so many days in it", "day"): (
        "the first 40 days of January",
        "the last 40 days of January",
    ),
    ("the day on which it ends is not known", "week"): ("the week to January 2018",),
    ("the day on which it ends is not known", "quarter"): ("the year to the fourth quarter",),
    ("it was over, or had not begun, on the day of publication", "day"): (
        "so far in 2018",
        "so far in March 2019",
    ),
    ("it names two spans that do not adjoin", "day"): ("June and August 2018",),
    ("it names spans that do not adjoin", "day"): (
        "January, March and June 2018",
        "January, February and June 2018",
        "January, March and April 2018",
    ),
    ("it ends before it begins", "day"): (
        "from October 2018 to August 2018",
        "from 7 to 5 June",
        "October to August 2018",
        "from October 2017 to August",
        "last January to March",
    ),
    ("one of its ends lacks a year", "day"): ("from 2018 to January", "January to 2018"),
}


@pytest.mark.parametrize(
    ("wording", "reason", "nearest"),
    [(wording, *why) for why, wordings in REASONS.items() for wording in wordings],
)
def test_refusal_says_which_ruling_refuses_and_which_precision_is_nearest(wording, reason, nearest):
    with pytest.raises(UnreadablePeriod) as caught:
        read_period(wording, FRIDAY)
    assert str(caught.value) == f"{wording!r} is not read: {reason} (nearest precision: {nearest})"
    assert (caught.value.wording, caught.value.reason, caught.value.nearest) == (wording, reason, nearest)


@pytest.mark.parametrize("wording", [None, 2018, 3.5])
def test_what_is_not_text_is_refused(wording):
    with pytest.raises(UnreadablePeriod, match=r"is not read: it is not text \(nearest precision: day\)$"):
        read_period(wording, FRIDAY)


@pytest.mark.parametrize("published_on", [FRIDAY, "2019-02-22", datetime(2019, 2, 22, 13, 30)])
def test_publication_day_may_be_a_date_or_text(published_on):
    assert read_period("yesterday", published_on) == on("2019-02-21")


class TestPublicationDayUnknown:
    @pytest.mark.parametrize("published_on", ["2018-11", "2018", "", "undated", "2018-02-30"])
    def test_absolute_wording_is_read(self, published_on):
        assert read_period("October 2017", published_on) == days("2017-10-01", "2017-10-31", "month")

    @pytest.mark.parametrize("published_on", ["2018-11", "2018", "", "undated", "2018-02-30"])
    def test_relative_wording_is_refused(self, published_on):
        with pytest.raises(UnreadablePeriod) as caught:
            read_period("on Sunday", published_on)
        assert caught.value.reason == "it is relative to the day of publication, which is not known"

    @pytest.mark.parametrize("wording", ["October", "last month"])
    def test_wording_with_one_reading_on_every_day_of_the_month_is_read(self, wording):
        assert read_period(wording, "2018-11") == days("2018-10-01", "2018-10-31", "month")

    def test_day_without_a_year_is_refused_where_the_month_leaves_it_open(self):
        with pytest.raises(UnreadablePeriod, match="not known"):
            read_period("15 November", "2018-11")

    def test_weekday_can_settle_the_year(self):
        assert read_period("Sunday evening (January 20)", "2019-01") == on("2019-01-20")

    def test_running_period_is_cut_at_the_last_day_of_the_month(self):
        assert read_period("2018", "2018-08") == days("2018-01-01", "2018-08-31", "year")

    def test_period_after_the_month_looks_ahead(self):
        with pytest.raises(UnreadablePeriod, match="looks ahead"):
            read_period("September 2018", "2018-08")


class TestPeriod:
    def test_days_out_of_order_are_an_error(self):
        with pytest.raises(ValueError, match="start <= end"):
            days("2018-02-01", "2018-01-01", "day")

    def test_unknown_precision_is_an_error(self):
        with pytest.raises(ValueError, match="precision"):
            days("2018-01-01", "2018-01-01", "decade")


PIECES = (
    "the", "a", "in", "on", "of", "to", "and", "from", "between", "since", "by", "as", "ago", "past", "last",
    "this", "next", "first", "third", "two", "six", "10", "24", "31", "2018", "2019", "early", "late", "mid",
    "end", "start", "day", "days", "week", "month", "months", "quarter", "half", "year", "hours", "Sunday",
    "Friday", "January", "Feb.", "5", "15th", "to", "-", "/", ",", "Q3", "2018-08", "weekend", "today", "now",
    "night", "until", "ending", "so", "far", "date", "99999999",
)  # fmt: skip


def read_or_none(wording, published_on):
    try:
        return read_period(wording, published_on)
    except UnreadablePeriod:
        return None


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.sampled_from(PIECES), max_size=7).map(" ".join) | st.text(max_size=20),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
)
def test_any_text_is_read_into_days_not_after_publication_or_refused(wording, published_on):
    period = read_or_none(wording, published_on)
    if period is not None:
        assert period.start <= period.end <= published_on
        assert period.precision in PRECISIONS


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_past_days_are_exactly_as_many_as_were_named(published_on, count):
    period = read_period(f"the past {count} days", published_on)
    assert (period.end - period.start).days + 1 == count
    assert period.end == published_on


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)), st.sampled_from(["Sunday", "last Sunday"]))
def test_weekday_is_at_most_a_week_back(published_on, wording):
    period = read_period(wording, published_on)
    back = (published_on - period.start).days
    assert period.start.weekday() == 6
    assert 1 <= back <= 7 if wording.startswith("last") else 0 <= back <= 6


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_iso_day_of_the_past_is_itself(day):
    assert read_period(day.isoformat(), date(2090, 1, 1)) == Period(day, day, "day")
