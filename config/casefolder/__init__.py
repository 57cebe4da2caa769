"""A whole case as files, read and written. docs/reference/case-folder.md describes the folder."""
