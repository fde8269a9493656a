"""A firm among its peers of one run: where it stands, and which share of them stands at each level, nobody named."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from clusters.models import Stratum
from reports.access import runs_for
from reports.models import Run, RunCluster, RunFirm, RunState
from reports.results import DIMENSIONS
from reports.sampling import STRATUM
from reports.specification import Specification
from scoring.peers import FEWEST_PEERS, PeerGroup, PeerShares, peer_group, peer_shares
from scoring.rungs import RUNGS
from surveys.models import Interview, Part


@dataclass(frozen=True, slots=True)
class PeerRow:
    """One level: the per cent of peers at it or above, None where hidden, and whether the firm itself stands there."""

    level: int
    percent: int | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One dimension: the firm's level between `low` and `high`, with whom it is compared, and their shares.

    `fewest` peers are asked for.
    """

    code: str
    label: str
    low: int
    high: int
    group: PeerGroup
    stratum: str
    shares: PeerShares | None
    fewest: int = FEWEST_PEERS

    @property
    def rows(self) -> tuple[PeerRow, ...]:
        """Levels 6 to 1, the highest first; none without peers."""
        if self.shares is None:
            return ()
        shown = zip(RUNGS, self.shares.at_least, strict=True)
        return tuple(PeerRow(level, each, self.low <= level <= self.high) for level, each in shown)[::-1]

    @property
    def hides(self) -> bool:
        return self.shares is not None and None in self.shares.at_least

    @property
    def compared_with(self) -> str:
        """Who the peers are, in a sentence."""
        if self.shares is None:
            return _(
                "Fewer than %(fewest)d other firms of the cluster have a level here: no comparison is shown, so that "
                "nobody can be recognised."
            ) % {"fewest": self.fewest}
        told = {"n": self.shares.n, "stratum": self.stratum, "fewest": self.fewest}
        if self.group is PeerGroup.STRATUM:
            return _("Among %(n)d other firms of its stratum (%(stratum)s).") % told
        if not self.stratum:
            return _("Among %(n)d other firms of its cluster; the firm belongs to no stratum.") % told
        return (
            _(
                "Among %(n)d other firms of its cluster, not of its stratum (%(stratum)s): a stratum with fewer than "
                "%(fewest)d others could show who is who."
            )
            % told
        )


def newest_row(user: User, interview: Interview) -> RunFirm | None:
    """The firm in the newest finished run that holds it and that the person may read."""
    rows = RunFirm.objects.filter(interview=interview, run__state=RunState.READY, run__in=runs_for(user))
    return rows.select_related("run__study", "cluster").order_by("-run__created_at").first()


def standing_of(row: RunFirm) -> tuple[Standing, ...]:
    """The firm's place in each dimension among the firms of its cluster in the same run."""
    firms = RunFirm.objects.filter(run=row.run_id, cluster=row.cluster_id).values_list("pk", "attributes", "scores")
    known = [(pk, attributes.get(STRATUM), scores or {}) for pk, attributes, scores in firms]
    stratum = row.attributes.get(STRATUM)
    words = _stratum_words(row.run, row.cluster_id, stratum) if stratum else ""
    fewest = Specification.from_json(row.run.specification).disclosure.fewest
    told = (name for name in DIMENSIONS if name in (row.scores or {}))
    return tuple(_standing(name, row, stratum, words, known, fewest) for name in told)


def _standing(
    name: str,
    row: RunFirm,
    stratum: str | None,
    words: str,
    known: Sequence[tuple[int, str | None, Mapping[str, Any]]],
    fewest: int,
) -> Standing:
    own = (row.scores or {})[name]
    points = [(pk, code, scores[name]["point"]) for pk, code, scores in known if name in scores]
    # Whoever has no level counts among nobody's peers; the firm itself is counted in whatever its level.
    sizes = Counter(code for pk, code, point in points if point is not None or pk == row.pk)
    fewest_peers = max(FEWEST_PEERS, fewest)
    group = peer_group(sizes, stratum, fewest=fewest_peers)
    others = [(code, point) for pk, code, point in points if pk != row.pk and point is not None]
    peers = [point for code, point in others if group is PeerGroup.CLUSTER or code == stratum]
    rest = [point for code, point in others if group is not PeerGroup.CLUSTER and code != stratum]
    shares = peer_shares(peers, rest=rest, own=own["point"], fewest=fewest) if group is not PeerGroup.NONE else None
    return Standing(name, str(Part(name).label), own["low"], own["high"], group, words, shares, fewest_peers)


def _stratum_words(run: Run, cluster_id: int, code: str) -> str:
    """What the stratum is called in the frame that the run froze; its code where that frame is gone."""
    part = RunCluster.objects.filter(run=run, cluster=cluster_id).first()
    frame = part.inputs.get("frame") if part else None
    if not frame:
        return code
    found = Stratum.objects.filter(frame__cluster=cluster_id, frame__version=frame["version"], code=code).first()
    return str(found or code)
