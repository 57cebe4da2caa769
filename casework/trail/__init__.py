"""The audit trail of a case as pages: narrowed, and as a file."""
