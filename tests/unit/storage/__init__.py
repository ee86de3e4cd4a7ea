"""What storage does without a database: keys, and driving a unit of work."""
