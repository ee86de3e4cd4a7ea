"""Rasa components of the language model. They run in the sidecar's own environment (Python 3.10)."""
