"""The Bot API server of the tests, met by aiogram's own client and dispatcher."""
