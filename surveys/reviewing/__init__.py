"""The gate before a wave opens: questions that ask who reported, taught or told need a second person."""
