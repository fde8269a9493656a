"""Industry proximity and clustering: from trade and firms to how related a region's industries are (paper 001)."""
