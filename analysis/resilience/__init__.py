"""Resilience to a shock: depth, recovery, and what can be said of their causes (paper 003)."""
