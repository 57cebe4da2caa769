"""The end of a wave: closing, opening again, and what becomes of answers that were never submitted."""
