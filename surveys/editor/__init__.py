"""Questionnaires written on screen: drafts shared by the officers of a case, kept as versions when they are finished."""
