"""What a respondent may have: the questions in another language, and a copy of one's own answers."""
