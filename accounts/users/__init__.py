"""Accounts of those who sign in: made, changed, stopped; the link with which they set their password."""
