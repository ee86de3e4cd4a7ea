"""The schema's history: numbered revisions that go both ways, applied the same on SQLite and PostgreSQL."""
