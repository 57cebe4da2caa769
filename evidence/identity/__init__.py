"""Whose log-in id is it? What is certain, what two people have to check, and what does not fit together."""
