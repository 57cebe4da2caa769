"""What a log file may come as: archives, workbooks, JSON, fixed columns, event lists, other encodings.

Each form ends in the same clean records that `engines.columnar.ingest` types, with the same accounting. Only
what is not plain delimited text passes through here; plain text keeps its short way.
"""
