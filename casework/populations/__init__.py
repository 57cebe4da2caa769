"""Populations by rule: who belongs, counted before it is saved, with late additions and reasons."""
