"""One meaning for options worded differently across versions and questionnaires, by a mapping that somebody answers for."""
