"""What people found out and decided about the evidence, as lines of a case folder (evidence.jsonl)."""
