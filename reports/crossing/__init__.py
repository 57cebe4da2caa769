"""Crossing: any counted question by anything the roster says, as a table specification like every other."""
