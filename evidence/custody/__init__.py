"""The custody of received files: from whom, whole or not, sealed or open, and who took what when."""
