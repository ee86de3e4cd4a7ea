"""Tests of the whole house. A package, so that test support is imported as `tests.support`."""
