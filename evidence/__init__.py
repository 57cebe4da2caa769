"""Access logs, facts, reconciliation."""
