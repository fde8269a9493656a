"""Forms of the room. They return finished values and never save."""
