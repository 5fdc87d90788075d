"""Someone who is asked again and again whether to stop."""

from __future__ import annotations


class Asked:
    """Counts the questions and says no; given a patience, yes once it has said no so often."""

    def __init__(self, patience: int | None = None) -> None:
        self.patience = patience
        self.times = 0

    def __call__(self) -> bool:
        self.times += 1
        return self.patience is not None and self.times > self.patience
