"""When something is owed, who is told, and in which order: business days, occurrences, reminders, escalation."""
