"""The departure report, R1.5: leaving Hangzhou ends the registration, and continuous residence with it."""

from bot.forms.home import CLAUSE
from bot.interview.days import past_day
from bot.interview.form import Form

DEPARTURE = Form(
    "departure",
    (past_day("left_on", "departure", mark=CLAUSE),),
    on_record=True,
)
