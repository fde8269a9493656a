"""Crises and quality upgrading: the register, the county panel and its equations (paper 000)."""
