"""Development phase of a cluster and the order of policies (paper 004)."""
