"""Pictures of results: data in, SVG or PNG out. Only `drawing` knows the plotting library.

palette, scales <- board <- the shapes (paths, bars, points, grids) <- naming <- drawing
"""

from analysis.late import read_late

png_of = read_late("analysis.pictures.drawing", "png_of")
svg_of = read_late("analysis.pictures.drawing", "svg_of")
