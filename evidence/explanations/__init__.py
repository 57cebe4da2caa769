"""What may explain rows of a log: rules with a ground and a period, approved by a second person."""
