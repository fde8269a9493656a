"""The product space as a picture: which industries are linked, and where each of them stands on the page.

The links are a maximum spanning tree, so that every industry hangs on its nearest, and the strongest pairs beyond it,
as in Hidalgo, Klinger, Barabási and Hausmann (2007). Nothing is random: the same matrix gives the same picture.
"""

import numpy as np

from analysis.proximity.products import FloatArray

Links = tuple[tuple[int, int], ...]


def spanning_tree(phi: FloatArray) -> Links:
    """The links of greatest total proximity that hang all industries together (Prim); ties go to the earlier code."""
    count = len(phi)
    nearest = np.full(count, -np.inf)
    through = np.zeros(count, dtype=np.intp)
    inside = np.zeros(count, dtype=bool)
    links: list[tuple[int, int]] = []
    at = 0
    for _step in range(count - 1):
        inside[at] = True
        closer = ~inside & (phi[at] > nearest)
        nearest[closer], through[closer] = phi[at][closer], at
        at = int(np.argmax(np.where(inside, -np.inf, nearest)))
        links.append((min(at, int(through[at])), max(at, int(through[at]))))
    return tuple(sorted(links))


def strongest_links(phi: FloatArray, count: int) -> Links:
    """The `count` nearest pairs, the nearest first; ties in the order of the codes."""
    rows, columns = np.triu_indices(len(phi), 1)
    order = np.argsort(-phi[rows, columns], kind="stable")[:count]
    return tuple((int(rows[at]), int(columns[at])) for at in order)


def links_of(phi: FloatArray, strongest: int) -> Links:
    """The spanning tree and the `strongest` pairs together, each pair once, in order of the codes."""
    return tuple(sorted({*spanning_tree(phi), *strongest_links(phi, strongest)}))


def positions(phi: FloatArray, links: Links, rounds: int = 150) -> FloatArray:
    """Where each industry stands, as x and y in −1 to 1 about the middle.

    Begins with classical scaling of 1 − φ and lets linked industries draw and all push each other (Fruchterman and
    Reingold 1991) for a fixed number of rounds.
    """
    count = len(phi)
    if count == 1:
        return np.zeros((1, 2))
    places = _scaled(phi)
    joined = np.zeros((count, count))
    for one, other in links:
        joined[one, other] = joined[other, one] = 1.0
    ideal = 1.0 / np.sqrt(count)
    for turn in range(rounds):
        apart = places[:, None, :] - places[None, :, :]
        distance = np.maximum(np.sqrt((apart**2).sum(axis=2)), 1e-6)
        strength = ideal**2 / distance**2 - joined * distance / ideal
        np.fill_diagonal(strength, 0.0)
        push = (apart * strength[:, :, None]).sum(axis=1)
        length = np.maximum(np.sqrt((push**2).sum(axis=1, keepdims=True)), 1e-12)
        places = places + push / length * np.minimum(length, 0.1 * (1 - turn / rounds))
    places = places - places.mean(axis=0)
    return np.asarray(places / np.abs(places).max(), dtype=np.float64)


def _scaled(phi: FloatArray) -> FloatArray:
    """Classical scaling; the sign of each axis is fixed, and a regular polygon keeps twins from one place."""
    count = len(phi)
    squared = (1 - phi) ** 2
    np.fill_diagonal(squared, 0.0)
    centred = squared - squared.mean(axis=0) - squared.mean(axis=1, keepdims=True) + squared.mean()
    roots, vectors = np.linalg.eigh(-centred / 2)
    axes = vectors[:, -2:] * np.sqrt(np.maximum(roots[-2:], 0))
    signs = np.sign(axes[np.argmax(np.abs(axes), axis=0), np.arange(axes.shape[1])])
    axes = axes * np.where(signs == 0, 1.0, signs)
    turn = 2 * np.pi * np.arange(count) / count
    return np.asarray(axes + 0.05 * np.column_stack([np.cos(turn), np.sin(turn)]), dtype=np.float64)
