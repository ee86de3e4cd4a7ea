"""The bot and its pages, talked to as people do."""
