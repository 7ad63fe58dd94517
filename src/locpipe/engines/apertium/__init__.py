"""Apertium: free rule-based translation on this machine, or by an APy server; no account, no key.

Apertium and its data are under the GPL. They run as programs of their own: nothing of them is imported.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product

from locpipe.engines.apertium.document import document, mended, paragraphs, readable
from locpipe.engines.apertium.transport import Transport, connect
from locpipe.engines.base import Answer, Engine, Mode, Pair, Request, Settings
from locpipe.engines.marks import write
from locpipe.errors import EngineError
from locpipe.languages import english_name, primary
from locpipe.model import Term

# ISO 639-3 for the languages that Apertium has data for; one with three letters already stands for itself.
_LONG = {
    **{"af": "afr", "an": "arg", "ar": "ara", "be": "bel", "bg": "bul", "br": "bre", "ca": "cat", "cs": "ces"},
    **{"cy": "cym", "da": "dan", "de": "deu", "el": "ell", "en": "eng", "eo": "epo", "es": "spa", "et": "est"},
    **{"eu": "eus", "fa": "fas", "fi": "fin", "fo": "fao", "fr": "fra", "ga": "gle", "gl": "glg", "gv": "glv"},
    **{"he": "heb", "hi": "hin", "hu": "hun", "id": "ind", "is": "isl", "it": "ita", "kk": "kaz", "ky": "kir"},
    **{"lt": "lit", "lv": "lav", "mk": "mkd", "ms": "zlm", "mt": "mlt", "nb": "nob", "nl": "nld", "nn": "nno"},
    **{"no": "nob", "oc": "oci", "pl": "pol", "pt": "por", "rm": "roh", "ro": "ron", "ru": "rus", "sc": "srd"},
    **{"se": "sme", "sk": "slk", "sl": "slv", "sq": "sqi", "sv": "swe", "sw": "swa", "tg": "tgk", "tr": "tur"},
    **{"tt": "tat", "uk": "ukr", "ur": "urd", "uz": "uzb", "zh": "zho"},
    # One language to Apertium, whose directions say which.
    **{"bs": "hbs_BS", "hr": "hbs_HR", "sr": "hbs_SR"},
}


class Apertium(Engine):
    """The `apertium` command, or with `url` an APy server; `model` may name a direction as Apertium has it.

    The texts of a request go through Apertium as one HTML document, each in a paragraph with its number. A text that
    has control characters is answered with "": some of Apertium's programs take them for their own.
    """

    name = "apertium"
    paid = False
    most_texts = 200
    parallel = 2
    modes = (Mode.XML, Mode.PLAIN)

    def __init__(self, settings: Settings) -> None:
        self._transport: Transport = connect(settings)
        self._version: str | None = None

    def prepare(self, pairs: Sequence[Pair], terms: Mapping[str, Sequence[Term]]) -> tuple[str, ...]:
        """Check that the directions are installed; EngineError that says what to install for one that is not."""
        for pair in pairs:
            self._direction(pair)
        return ()

    def key(self, pair: Pair) -> str:
        """Return the options and Apertium's version, which is left out where it cannot be asked for."""
        if self._version is None:
            try:
                self._version = self._transport.version()
            except EngineError:
                self._version = ""
        return " ".join(filter(None, (self._version, pair.model, pair.code)))

    def translate(self, request: Request) -> Answer:
        """Return the translations; the answer's `model` is the direction, `eng-spa`."""
        direction = self._direction(request.pair)
        texts = [readable(text, request.mode) for text in request.texts]
        sources = {number: nodes for number, nodes in enumerate(texts) if nodes}
        answers = paragraphs(self._transport.translated(direction, document(sources))) if sources else {}
        if sources and not answers:
            raise EngineError("apertium: not one text came back; run `apertium -f html` by hand to see what it says")
        done = [mended(answers.get(number, ()), nodes, request.pair.target) for number, nodes in enumerate(texts)]
        return Answer(tuple(write(nodes, request.mode) for nodes in done), billed=0, model=direction)

    def close(self) -> None:
        """Let go of the server."""
        self._transport.close()

    def _direction(self, pair: Pair) -> str:
        """Return what Apertium calls the direction; older data has codes of two letters."""
        installed = self._transport.directions()
        for direction in [pair.model] if pair.model else _candidates(pair):
            if direction in installed:
                return direction
        wanted = pair.model or f"{_long(pair.source)}-{_long(pair.code or pair.target)}"
        there = f"installed: {', '.join(sorted(installed))}" if installed else "none is installed"
        raise EngineError(
            f"apertium: there is no {wanted}, to translate from {english_name(pair.source)} into "
            f"{english_name(pair.target)} ({there}); {self._transport.remedy(wanted)}, "
            "or choose another engine with --engine"
        )


def _candidates(pair: Pair) -> Iterator[str]:
    for source, target in product(_codes(pair.source), _codes(pair.code or pair.target)):
        yield f"{source}-{target}"


def _codes(code: str) -> Iterator[str]:
    """Yield what a language may be called, the closest first."""
    language, _, region = code.replace("-", "_").partition("_")
    if region:
        yield f"{_long(code)}_{region}"
        yield f"{language}_{region}"
    yield _LONG.get(language, language)
    yield _long(code)
    yield language


def _long(code: str) -> str:
    language = primary(code)
    return _LONG.get(language, language).partition("_")[0]
