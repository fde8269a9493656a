"""Ids that follow from what is imported, so that the same file taken twice, or on two machines, is the same."""

from uuid import UUID, uuid5

from clusters.models import Cluster

NAMESPACE = UUID("b2f6c1de-3f0a-5d0b-9a57-5e87a4700001")


class ImportIds:
    """The ids of one cluster's imported rows; a changed file keeps those of firm and interview, not a revision's."""

    def __init__(self, cluster: Cluster, *hashes: str) -> None:
        self._place = uuid5(NAMESPACE, f"{cluster.study.slug}/{cluster.slug}")
        self._file = uuid5(self._place, "/".join(hashes))

    def firm(self, code: str) -> UUID:
        """The id of a firm the cluster did not have."""
        return uuid5(self._place, f"firm {code}")

    def interview(self, code: str) -> UUID:
        """The id of the interview with a firm that had none."""
        return uuid5(self._place, f"interview {code}")

    def revision(self, code: str) -> UUID:
        """The id of what this file, read with this mapping, says of the firm."""
        return uuid5(self._file, f"revision {code}")

    def later_revision(self, code: str, revisions: int) -> UUID:
        """The id of what it says anew to an interview of so many revisions; a file may come back after another."""
        return uuid5(self._file, f"revision {code} after {revisions}")
