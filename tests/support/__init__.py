"""Tools for tests of the whole bot: a Bot API server, people, scenarios, a watched process.

Nothing here knows a rule of the domain or imports `bot`: the bot is met from outside only, as people meet it.
"""
