"""Studies, clusters, firms, sampling frames and series; and the guards that say who may see which rows."""
