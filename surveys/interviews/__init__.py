"""Interviews that follow answers up: who is listed and why, the talk, its record, what comes of it."""
