"""Answers of a closed wave as files: complete, streamed, with the rule which versions they hold, and on the record."""
