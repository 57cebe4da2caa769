"""Following up what does not fit: notes opened by the comparison or by a person, until they are settled with a reason."""
