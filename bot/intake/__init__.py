"""Papers that people hand in: bytes in, pages out, or a fault as a code. See the README."""

from bot.intake.opening import Intake
from bot.intake.outcome import NotTaken, Page, Refusal, Taken
from bot.intake.paper import Side
from bot.intake.quality import Doubt, Fault, Shows

__all__ = ["Doubt", "Fault", "Intake", "NotTaken", "Page", "Refusal", "Shows", "Side", "Taken"]
