"""Pure functions from an example's figures to the bytes of its files."""
