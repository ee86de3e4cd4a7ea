"""Counting days as the law counts them (民法典 201, 202, 1259).

All dates are calendar days in Asia/Shanghai; the edge turns an instant into such a day once. Nothing here looks
at a clock, and no date is moved for a weekend or a holiday: reporting by chat is open every day, and the earlier
date is the safe one to tell.
"""

from calendar import monthrange
from datetime import date, timedelta


def add_days(day: date, days: int) -> date:
    """The last day of a period of `days` days from `day`, whose first day is not counted (民法典201)."""
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """The last day of a period of `months` months from `day`.

    It is the corresponding day of the last month, or that month's last day where there is none (民法典202).
    Always count from the original date: 31 January + 2 months is 31 March, never 28 March by way of February.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= 28:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_apart(day: date, on: date) -> int:
    """Calendar months from the month of `day` to the month of `on`; negative when that is earlier."""
    return (on.year - day.year) * 12 + on.month - day.month


def first_of_month(day: date, months: int) -> date:
    """The first day of the month that is `months` months after the one of `day`."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def days_left(due: date, on: date) -> int:
    """Whole days from `on` to `due`: 0 on the last day in time, negative when overdue."""
    return (due - on).days
