"""People for whom the case does not exist: excluding, and lifting that again, each with a reason."""
