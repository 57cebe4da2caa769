"""How fast the heavy work is, as ratios to doing it by hand with the bare tools. Never timed tests."""
