"""Plain Python engines: no Django, settings passed in."""
