"""The engine that is none: memory and glossary alone fill what they can."""

from __future__ import annotations

from locpipe.engines.base import Answer, Engine, Mode, Pair, Request, Settings


class NoEngine(Engine):
    """Translates nothing, needs nothing, costs nothing: what runs where no engine is named."""

    name = "memory"
    paid = False
    modes = (Mode.XML,)

    def __init__(self, settings: Settings) -> None:
        del settings

    def key(self, pair: Pair) -> str:
        """Return "": no option changes nothing."""
        return ""

    def translate(self, request: Request) -> Answer:
        """Return "" for each text."""
        return Answer(("",) * len(request.texts))
