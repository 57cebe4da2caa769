"""What shows that a measure was taken: proofs, notes, and the decisions of people who are not its owner."""
