"""Pictures of results: data in, SVG or PNG out. Only `drawing` knows the plotting library.

palette, scales <- board <- the shapes (paths, bars, points, grids) <- naming <- drawing
"""
