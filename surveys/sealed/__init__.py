"""The sealed channel: reports of wrongdoing among the answers, for designated people only."""
