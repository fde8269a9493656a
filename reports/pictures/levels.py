"""How the firms of each cluster spread over the levels: one strip for each cluster, the shares adding up to all."""

from collections.abc import Mapping, Sequence

from reports.pictures.drawing import Picture, frame, number, percent, text

ROW = 66
STRIP = 30
WIDE = 0.2
NARROW = 0.06
KEYS = ("0", "1", "2", "3", "4", "5", "6", "open")
FILLS = ("#ffffff", "#d2eef0", "#9dc9d0", "#6ba4b4", "#397e9a", "#1f5877", "#073454", "#ffffff")
INKS = ("#1a1d21",) * 4 + ("#ffffff",) * 3 + ("#1a1d21",)


def level_distribution(
    clusters: Mapping[str, Sequence[int]],
    title: str,
    desc: str,
    *,
    total: str = "n = {total}",
    nobody: str = "no firm has a level yet",
) -> Picture:
    """Share of firms at each exact level, one strip per cluster, the level and its share printed in the strip.

    clusters: by name, the counts of firms at levels 0 to 6 (7 numbers), or these and the firms whose level is not
    settled (8 numbers). total: words for the number of firms, with {total} in them. nobody: words where it is 0.
    Returns the drawing. Raises ValueError for another number of counts or a negative one. Source: the exact-level
    counts behind Table 5 of the survey.
    """
    parts: list[str] = []
    for index, (name, counts) in enumerate(clusters.items()):
        if len(counts) not in (7, 8) or min(counts) < 0:
            raise ValueError(
                f"{name!r} needs counts for levels 0 to 6 and perhaps the unsettled; it has {list(counts)}."
            )
        y = index * ROW
        firms = sum(counts)
        parts.append(text(name, x="0%", y=y + 16, css="picture-group"))
        words = total.format(total=firms) if firms else nobody
        parts.append(text(words, x="100%", y=y + 16, css="picture-label", anchor="end"))
        parts += strip(counts, firms, y + 24) if firms else []
    return frame(parts, height=len(clusters) * ROW, title=title, desc=desc)


def strip(counts: Sequence[int], firms: int, y: float) -> list[str]:
    """The shares of one cluster side by side."""
    parts = []
    before = 0
    for key, fill, ink, count in zip(KEYS, FILLS, INKS, counts, strict=False):
        if not count:
            continue
        left, width = 100 * before / firms, 100 * count / firms
        parts.append(
            f'<rect class="share level-{key}" x="{percent(left)}" y="{number(y)}" width="{percent(width)}" '
            f'height="{STRIP}" fill="{fill}" stroke="#1a1d21"/>'
        )
        if words := share_words("?" if key == "open" else key, count / firms):
            parts.append(
                f'<text class="share-text on-level-{key}" x="{percent(left + width / 2)}" y="{number(y + 20)}" '
                f'text-anchor="middle" font-size="13" fill="{ink}">{words}</text>'
            )
        before += count
    return parts


def share_words(level: str, share: float) -> str:
    """What fits into a share: level and per cent, the level alone, or nothing."""
    if share >= WIDE:
        return f"{level}: {int(100 * share + 0.5)} %"
    return level if share >= NARROW else ""
