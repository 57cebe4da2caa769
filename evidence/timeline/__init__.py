"""The log of a case as a timeline: questions put to it, kept with their results, and rows that somebody pins."""
