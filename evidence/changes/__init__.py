"""Who moved from one class to another between two comparisons, and why."""
