"""The conversation: what the bot does with one thing that a person did, on whatever channel."""
