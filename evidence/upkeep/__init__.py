"""Keeping the comparison up to date: what has changed since, and comparing anew by itself, calmly."""
