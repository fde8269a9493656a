"""Interviews held elsewhere, taken from a file: read whole, checked whole, stored as the verbs would store them."""
