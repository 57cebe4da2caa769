"""The plan as a whole: its scheme, its groups, the parts of its measures, its editions, its printed tables."""
