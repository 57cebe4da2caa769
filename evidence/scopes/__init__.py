"""Which rows of the log belong to an incident: saved, versioned, with its effect shown before it holds."""
