"""Changes of answers after an interview or a question: proposed with a reason, decided by the person, never edits."""
