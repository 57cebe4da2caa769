"""Each answer beside what the log can say about it: supports, contradicts, or cannot say, and why."""
