"""Questionnaires and their publishing, interviews, revisions, review, workshops and votes."""
