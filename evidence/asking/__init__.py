"""People of the log who were not asked yet: a population made of facts, for a wave to ask."""
