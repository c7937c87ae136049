"""How a conversation runs: batches, conversations on top of each other, what falls due, what is sent."""
