"""Questionnaires, waves, invitations, answering, versions of answers."""
