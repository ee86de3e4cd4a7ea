"""Who is too young to speak for himself: his guardian registers him and applies for him (R2.5; 二(一)3)."""

from datetime import date

from domain.days import add_months
from domain.law import ADULT_YEARS


def of_age_on(born: date, on: date) -> date:
    """The birthday from which he needs no guardian any more, by the law of the day `on`."""
    return add_months(born, 12 * ADULT_YEARS.on(on))


def is_minor(born: date, on: date) -> bool:
    """Whether he is under that age on a day (未满16周岁)."""
    return on < of_age_on(born, on)
