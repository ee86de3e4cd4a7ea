"""The test support, tested by itself."""
