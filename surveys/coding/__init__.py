"""Coding of free text: frames of codes, coders blind to each other, agreement, decisions, figures."""
