"""The period that a person is asked about: who joined later, or used a system later, is asked about less."""
