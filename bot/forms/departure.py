"""The departure report, R1.5: leaving Hangzhou ends the registration, and continuous residence with it."""

from bot.forms.home import CLAUSE
from bot.interview import parsers
from bot.interview.form import Field, Form

DEPARTURE = Form(
    "departure",
    (Field("left_on", parsers.past_day("departure"), suggestions=("today", "yesterday"), mark=CLAUSE),),
    on_record=True,
)
