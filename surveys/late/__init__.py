"""Answering after the end: allowed to one person, for a reason, until a day; the wave stays closed for everybody else."""
