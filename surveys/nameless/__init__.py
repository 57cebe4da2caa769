"""Waves whose answers bear no name: anonymous, or under a pseudonym. Nothing of an answer stands beside a person."""
