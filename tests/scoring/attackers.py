"""Two attackers of a table with hidden cells, neither of them the code that hides.

One eliminates in fractions, and finds what sums and differences determine. The other writes linear programmes over all
cells at once, those shown pinned, and bounds what is not determined.
"""

from fractions import Fraction

import numpy as np
from scipy.optimize import linprog


def determined(values, sums, hidden):
    """The hidden cells that sums and differences determine, by elimination in fractions."""
    unknown = [cell for cell in values if cell in hidden]
    rows = []
    for each in sums:
        row = [Fraction(0)] * len(unknown)
        for member, sign in [*((part, 1) for part in each.parts), (each.total, -1)]:
            if member in hidden:
                row[unknown.index(member)] += sign
        rows.append(row)
    done = 0
    for column in range(len(unknown)):
        pivot = next((r for r in range(done, len(rows)) if rows[r][column]), None)
        if pivot is None:
            continue
        rows[done], rows[pivot] = rows[pivot], rows[done]
        rows[done] = [entry / rows[done][column] for entry in rows[done]]
        for r in range(len(rows)):
            if r != done and rows[r][column]:
                rows[r] = [a - rows[r][column] * b for a, b in zip(rows[r], rows[done], strict=True)]
        done += 1
    alone = (row for row in rows[:done] if sum(map(bool, row)) == 1)
    return {unknown[next(place for place, entry in enumerate(row) if entry)] for row in alone}


def bounds(values, sums, hidden, cell):
    """The attacker's interval: every cell is a variable, those shown are pinned."""
    order = list(values)
    matrix = np.zeros((len(sums), len(order)))
    for number, each in enumerate(sums):
        for part in each.parts:
            matrix[number, order.index(part)] += 1
        matrix[number, order.index(each.total)] -= 1
    limits = [(0, None) if each in hidden else (values[each], values[each]) for each in order]
    aim = np.array([float(each == cell) for each in order])
    found = [linprog(sign * aim, A_eq=matrix, b_eq=np.zeros(len(sums)), bounds=limits) for sign in (1, -1)]
    low, high = (each.fun if each.status == 0 else None for each in found)
    return (low or 0.0), (float("inf") if high is None else -high)
