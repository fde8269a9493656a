"""What the paper prints in Tables 1 to 3, entered as data.

Source: Ruan and Zhang, Crisis as a Catalyst for Quality Upgrade: Evidence from Industrial Clusters in China. Names
of sectors are shortened. Tables 4 to 6 are in `published_equations`, Table 7 in `published_types`.
"""

PRINTED_SECTORS: tuple[tuple[str, int, float, float], ...] = (
    ("Processing of Food from Agricultural Products", 25, 281.8, 1.8),
    ("Foods", 6, 50.5, 0.3),
    ("Beverages", 10, 59.2, 0.4),
    ("Textiles", 56, 2669.6, 17.3),
    ("Furniture", 11, 90.7, 0.6),
    ("Paper and Paper Products", 45, 396.6, 2.6),
    ("Medicines", 1, 40.9, 0.3),
    ("Chemical Fibers", 4, 306.8, 2.0),
    ("Rubber", 13, 80.0, 0.5),
    ("Plastics", 58, 854.2, 5.5),
    ("Nonmetallic Mineral Products", 58, 624.4, 4.0),
    ("Metal Products", 57, 748.9, 4.8),
    ("General Purpose Machinery", 68, 1660.2, 10.7),
    ("Special Purpose Machinery", 47, 474.4, 3.1),
    ("Textile Wearing Apparel, Footwear, and Caps", 44, 760.1, 4.9),
    ("Leather, Fur, Feather, and Related Products", 20, 680.8, 4.4),
    ("Processing of Timber; Wood, Bamboo, Rattan, Palm, and Straw Products", 18, 165.6, 1.1),
    ("Printing, Reproduction of Recording Media", 32, 184.1, 1.2),
    ("Articles for Culture, Education, and Sports Activities", 18, 182.8, 1.2),
    ("Raw Chemical Materials and Chemical Products", 51, 988.6, 6.4),
    ("Smelting and Pressing of Ferrous Metals", 6, 93.5, 0.6),
    ("Smelting and Pressing of Nonferrous Metals", 15, 293.6, 1.9),
    ("Electrical Machinery and Equipment", 51, 1595.0, 10.3),
    ("Communication Equipment, Computers, and Other Electronic Equipment", 22, 672.0, 4.3),
    ("Measuring Instruments and Machinery for Cultural Activity and Office Work", 18, 181.4, 1.2),
    ("Artwork and Other Manufacturing", 36, 323.8, 2.1),
    ("Recycling and Disposal of Waste", 3, 28.9, 0.2),
    ("Transport Equipment", 46, 986.3, 6.4),
)
"""Table 1: sector, clusters, gross industrial output (hundred million yuan, 2004), share of all clusters (per cent)."""

PRINTED_CLUSTERS = 839
PRINTED_OUTPUT = 15474.7
"""Sums of Table 1: section 2 has the same number of clusters, and the output rounded as 1.547 trillion yuan."""

PRINTED_GROWTH: tuple[tuple[int, int, float | None, int | None, float | None], ...] = (
    (1990, 1328, None, 0, None),
    (1991, 1928, 45.18, 0, None),
    (1992, 2513, 30.34, 0, None),
    (1993, 1868, -25.67, 0, None),
    (1994, 2368, 26.77, 0, None),
    (1995, 2276, -3.89, 0, None),
    (1996, 2632, 15.64, 0, None),
    (1997, 3393, 28.91, 1, None),
    (1998, 4341, 27.94, 5, 400.0),
    (1999, 7172, 65.22, 5, 0.0),
    (2000, 7495, 4.5, 31, 520.0),
    (2001, 8355, 11.47, 89, 187.1),
    (2002, 10478, 25.41, 106, 19.1),
    (2003, 14402, 37.45, 330, 211.32),
    (2004, 15250, 5.89, 2181, 560.91),
    (2005, 19056, 24.96, 4255, 95.09),
    (2006, 30968, 62.51, 7994, 87.87),
    (2007, 44712, 44.38, None, None),
    (2008, 52924, 18.37, None, None),
)
"""Table 2: year, patents, growth (per cent), certified enterprises, growth (per cent)."""

PRINTED_CRISES: tuple[tuple[int, int, int, int, int, int, int], ...] = (
    (1990, 2, 0, 0, 0, 0, 2),
    (1992, 0, 0, 1, 0, 0, 1),
    (1995, 3, 0, 0, 0, 0, 3),
    (1996, 1, 0, 0, 0, 0, 1),
    (1997, 1, 0, 0, 0, 0, 1),
    (1998, 1, 0, 0, 1, 0, 2),
    (1999, 1, 0, 0, 0, 0, 1),
    (2001, 2, 0, 0, 0, 0, 2),
    (2002, 0, 0, 1, 1, 0, 2),
    (2003, 0, 0, 0, 1, 1, 2),
    (2004, 1, 0, 4, 2, 2, 9),
    (2005, 3, 6, 3, 3, 0, 15),
    (2006, 0, 1, 0, 2, 1, 4),
    (2007, 0, 1, 1, 1, 1, 4),
    (2008, 1, 2, 1, 0, 0, 4),
)
"""Table 3: year, quality, export barriers, macro policy, factor price, accidents and others, total."""

PRINTED_CRISIS_SUMS = (16, 10, 11, 11, 5, 53)
"""Table 3, last row: the five types in the same order, and their sum."""

BEFORE_POLICIES = (1, 2, 3, 4)
AFTER_POLICIES = (6, 7, 8, 9, 10, 11)
"""Section 2: policies said to be more frequent before and after a crisis (Figure 2 prints no figures)."""
