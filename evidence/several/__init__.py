"""Several files of one source: how each would be read, what has to be asked, and reading in all others at once."""
