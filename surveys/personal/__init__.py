"""A person's own page after answering: records to read, changes to confirm, questions to answer."""
