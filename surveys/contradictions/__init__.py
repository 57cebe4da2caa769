"""Answers that together need a follow-up: a question to ask, never an error and never a verdict."""
