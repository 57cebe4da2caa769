"""The only door to DuckDB: one SQL dialect, bound values, allow-listed identifiers, a locked connection."""
