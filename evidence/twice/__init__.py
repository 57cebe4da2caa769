"""Rows received twice: found when a file is read in, counted once unless an officer decides otherwise."""
