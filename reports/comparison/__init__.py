"""Log and answers in the report: ready-made tables, and what a single note would move in the published figures."""
