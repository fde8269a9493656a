"""People: the own user model, logging in and out. The lowest room; it imports none of the others."""
