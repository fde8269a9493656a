"""Backups: one file that holds every row and every uploaded file of one moment (docs/operations.md)."""
