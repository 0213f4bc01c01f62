"""What a person has to mend."""


class Problem(Exception):
    """Something is wrong; the text reads after "failed to", and says what to do."""

    def __str__(self) -> str:
        return f"failed to {super().__str__()}"
