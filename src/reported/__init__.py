"""Published figures on ISIS in Iraq: printed wording to intervals, periods, places and charts."""

__version__ = "0.1.0"
