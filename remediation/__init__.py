"""Causes, measures and the language of their timing. No Django here: `remediation.timing` is used without it."""
