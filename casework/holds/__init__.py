"""Holds: what keeps things from being deleted. Whatever deletes asks `held` first."""
