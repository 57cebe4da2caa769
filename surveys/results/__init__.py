"""What a wave gives: response while it is open, answers as files when it is closed."""
