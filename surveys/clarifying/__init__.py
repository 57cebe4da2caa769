"""Questions about single answers: a thread between an officer and the person, with an owner, a day and an end."""
