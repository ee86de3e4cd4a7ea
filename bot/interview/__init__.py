"""The interview engine: one mechanism for every form, whose fields are declared as data.

It knows what a question, an answer, a step back and a correction are; it knows no channel, no text and no rule.
"""
