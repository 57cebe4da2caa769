"""Reading a delimited log block by block, strictly: which records are clean, and why the others are not.

DuckDB reads an unclosed quote or a ragged row without a word, so it never sees the file as received. This
module looks at every record first and hands on lines in one form that no dialect can misread: line number and
fields joined by U+001F, without quoting. A record that may not be handed on is kept with its line and reason.
"""
