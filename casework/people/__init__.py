"""The people of a case: the list, one person, and the import of rosters, log-in ids and terminals."""
