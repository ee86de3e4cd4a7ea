"""Tests of the two web pages in a real browser, against a small server of their own."""
