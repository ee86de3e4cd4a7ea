"""The methods of the Bot API that the house uses, by lower-case name."""

from tests.support.botapi.methods import edits, media, messages, profile, updates
from tests.support.botapi.methods.registry import METHODS

__all__ = ["METHODS", "edits", "media", "messages", "profile", "updates"]
