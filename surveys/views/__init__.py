"""Pages of entry and review: each view guards, reads its form, calls one verb and answers."""
