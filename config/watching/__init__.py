"""Whether the application is alive, ready and well: probes, metrics and log lines (docs/operations.md)."""
