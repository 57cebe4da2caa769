"""Mutual counts of what is lent and returned."""
