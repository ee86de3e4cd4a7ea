"""People who talk to the bot, with the same verbs on every channel."""

from tests.support.people.person import NoAnswer, Person
from tests.support.people.telegram import TelegramPerson
from tests.support.people.view import Answer, Bubble, Button, View
from tests.support.people.web import WebPerson

__all__ = ["Answer", "Bubble", "Button", "NoAnswer", "Person", "TelegramPerson", "View", "WebPerson"]
