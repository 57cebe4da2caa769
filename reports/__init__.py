"""Tables, editions, snapshots, the executive overview."""
