"""Real files that stay beside the checkout, turned into the documented tables; read when asked for, kept nowhere."""
