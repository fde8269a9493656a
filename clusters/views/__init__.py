"""Pages of studies, clusters and firms; one file per noun."""
