"""What the verbs of the room refuse, with the field at which the reason belongs."""


class Refusal(Exception):
    """A rule across rows stands against it; nothing was changed. `field` is None where no single one is at fault."""

    def __init__(self, sentence: str, field: str | None = None) -> None:
        super().__init__(sentence)
        self.field = field


class Taken(Refusal):
    """Another row bears this name already."""


class LastManager(Refusal):
    """A study without a manager could never be changed again."""
