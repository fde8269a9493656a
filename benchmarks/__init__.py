"""Speed as ratios within one run. Nothing here decides a test; `make bench` prints every ratio beside its yardstick."""
