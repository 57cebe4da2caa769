"""A received file looked at otherwise than it was recognised, before anything of it is read in."""
