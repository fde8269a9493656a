"""The words of a questionnaire as they are read aloud in one cluster: its years and its money filled in."""

from dataclasses import dataclass

from clusters.models import Cluster


@dataclass(frozen=True, slots=True)
class Wording:
    base_year: int
    reference_year: int
    currency: str

    def of(self, text: str) -> str:
        """The text with {base_year}, {reference_year} and {currency} filled in; any other brace stays as it is."""
        return (
            text.replace("{base_year}", str(self.base_year))
            .replace("{reference_year}", str(self.reference_year))
            .replace("{currency}", self.currency)
        )


def wording_of(cluster: Cluster) -> Wording:
    return Wording(cluster.study.base_year, cluster.study.reference_year, cluster.currency)
