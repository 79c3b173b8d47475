"""What was found, for other programs: one format a file."""
