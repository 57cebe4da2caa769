"""What a file looks like before it is read in: sampled, recognised, asked about."""
