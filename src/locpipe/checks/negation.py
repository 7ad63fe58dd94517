"""Negation: a "not" that got lost, or came from nowhere; the worst mistake there is in a text about health."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from locpipe.checks.base import Check, Example, Family, Hit, UnitPair
from locpipe.checks.sentences import sentences
from locpipe.languages import primary
from locpipe.model import Severity, Span

LOST = Check(
    "negation-lost",
    "negation",
    Severity.WARNING,
    "the source says no or not, the translation does not",
    "Read both texts. Where the translation says the same in other words, silence the check for this entry.",
    good=(
        Example("Do not stop.", "Nie przestawaj."),
        Example("Never take it with alcohol.", "Nimm es niemals mit Alkohol.", "de"),
        Example("It isn't dangerous.", "To niegroźne."),
        Example("Without shoes.", "Bez butów."),
        Example("Not only the neck hurts.", "Boli też nie tylko szyja."),
    ),
    bad=(
        Example("Do not stop.", "Przestawaj."),
        Example("Never take it with alcohol.", "Weź z alkoholem."),
        Example("It isn't dangerous.", "Das ist gefährlich.", "de"),
        Example("You can't do it wrong.", "Puedes hacerlo mal.", "es"),
        Example("Do not wait.", "Attendez.", "fr"),
        Example("Do not wait.", "Чекайте.", "uk"),
    ),
)
GAINED = Check(
    "negation-gained",
    "negation",
    Severity.WARNING,
    "the translation says no or not, the source does not",
    "Read both texts. Where the translation says the same in other words, silence the check for this entry.",
    good=(
        Example("Avoid coffee.", "Nie pij kawy."),
        Example("Wait until it is gone.", "Czekaj, dopóki nie minie."),
        Example("It is unsafe.", "To nie jest bezpieczne."),
    ),
    bad=(
        Example("Stretch daily.", "Nie rozciągaj się codziennie."),
        Example("It is safe.", "Es ist nicht sicher.", "de"),
        Example("Take it with food.", "No lo tome con comida.", "es"),
    ),
)

# What negates by itself, as whole words; with * as the beginning of one. `soft` says no in other ways, which is enough
# where the other text negates, and is no negation on its own.
_LISTS: Mapping[str, tuple[str, str]] = {
    "en": (
        "not no never none nothing nobody nowhere neither nor cannot without n't",
        "avoid* unless except* until till stop* rarely seldom hardly barely scarcely little few fewer less "
        "least lack* miss* fail* free only but instead rather too un* in* im* ir* il* dis* non* anti* mis* "
        "*less refus* prevent* keep* skip* quit* forget* ignor* still sitting* wrong false hard difficult "
        "exempt* exclud* besides else other* far away off out against zero leav* spare* stay* any beyond "
        "doubt* worse awake",
    ),
    "pl": (
        "nie ani nigdy nic niczego niczym nikt nikogo nikomu nigdzie żaden żadna żadne żadnego żadnej żadnych "
        "żadnym bez brak braku brakuje",
        "unika* unikn* rzadko mało niewiel* nie* zamiast tylko jedynie wyłącznie oprócz poza chyba przeciw* "
        "zapobie* odmów* odmaw* pomij* pomiń* zbyt za bez* wolny wolna wolne zero trudno powstrzym* dopóki "
        "zanim inacz* inn* dys* *wstręt",
    ),
    "de": (
        "nicht nichts nie niemals nirgends niemand kein keine keinen keinem keiner keines ohne weder",
        "un* *los *lose *losen *loser *loses *frei *freie vermeid* selten kaum wenig* statt nur außer bis "
        "gegen zu miss* fehl* verzicht* mangel* anti* dis* in* schwer* falsch* verhinder* vorbeug* sondern "
        "anders ander* lassen weg aus bloß lediglich null",
    ),
    "es": (
        "no nunca jamás nada nadie ninguno ninguna ningún ni sin tampoco",
        "evit* in* im* des* dis* anti* apenas poco* poca* salvo excepto hasta solo sólo falta* menos en* "
        "demasiado raro rara* contra otr* dej*",
    ),
    "fr": (
        "ne n' pas jamais rien aucun aucune personne sans ni non",
        "évit* in* im* ir* dé* dis* mal* anti* peu rare* sauf jusqu* seul* manque* moins trop contre autre* arrêt*",
    ),
    "uk": (
        "не ні ніколи нічого ніщо ніхто нікого ніде жоден жодна жодне жодного без немає нема",
        "уник* рідко мало не* ні* лише тільки крім окрім замість до доки поки проти без* занадто інш*",
    ),
}
# What stands for a "not" in a translation: words made with a negation, and those for avoiding, lacking, hardly.
_INSTEAD: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"(?:un|in|im|dis|non)\w{4,}|\w{3,}less|avoid\w*|hardly|rarely|seldom|prevent\w*|instead|except|fail\w*"
    ),
    "pl": re.compile(
        r"nie(?!ch|kt|mal|wiel|dawn|dziel|mie|b|co|gdy)\w{3,}|bez\w{3,}|brak\w*|trudno|pomi[jn]\w*|uni[kc]\w*|zamiast|rzadko|"
        r"\w+wstręt|przeciw\w*|zapobie\w*|odm[aó]w\w*|wyklucz\w*|ledwie|ledwo|oprócz|poza"
    ),
    "de": re.compile(
        r"un(?!d|ter|s|iv)\w{3,}|\w{3,}los(?:e[nmrs]?)?|\w+frei(?:e[nmrs]?)?|vermeid\w*|selten|kaum|statt|verzicht\w*|"
        r"verhinder\w*|vorbeug\w*|mangel\w*|fehl\w*|außer|schwer"
    ),
    "es": re.compile(r"(?:in|im|des)\w{4,}|evit\w*|apenas|salvo|excepto|carec\w*|impid\w*|falta\w*"),
    "fr": re.compile(r"(?:in|im|dé)\w{4,}|évit\w*|rarement|sauf|manqu\w*|empêch\w*|impossib\w*|peu"),
    "uk": re.compile(r"не\w{4,}|без\w{3,}|уник\w*|рідко|крім|окрім|замість|важко|браку\w*|запобі\w*"),
}
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Turns of phrase with a "not" that negates nothing, by language.
_IDLE: Mapping[str, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:not only|not just|whether or not|not alone|no matter|no\. ?\d|why not|if not|no longer|no more than)\b"
    ),
    "pl": re.compile(
        r"\b(?:nie tylko|nie bez|czy nie|dopóki nie|póki nie|zanim nie|czemu nie|jeśli nie|nie mniej|jak nie)\b"
    ),
    "de": re.compile(
        r"\b(?:nicht nur|nicht ohne|nicht selten|nicht zuletzt|ob nicht|warum nicht|wenn nicht|solange nicht)\b"
    ),
    "es": re.compile(r"\b(?:no solo|no sin|no sólo|por qué no|hasta que no|si no|sin embargo|cuanto menos)\b"),
    "fr": re.compile(r"\b(?:non seulement|ne \w+ que|n['’]\w+ que|pourquoi pas|sinon)\b"),
    "uk": re.compile(r"\b(?:не лише|не без|не тільки|чому ні|поки не|доки не)\b"),
}


@lru_cache(maxsize=2048)
def negations_in(text: str, language: str) -> tuple[tuple[Span, ...], bool]:
    """Return the places of what negates, and whether the text says no in a softer way as well."""
    code = primary(language)
    if code not in _LISTS:
        return (), True
    folded = text.casefold()
    idle = [Span(*match.span()) for match in _IDLE[code].finditer(folded)]
    found, softly = [], bool(idle)
    for match in _WORD.finditer(folded):
        span = Span(*match.span())
        if idle and any(each.start <= span.start and span.end <= each.end for each in idle):
            continue
        negates, is_soft = _of_word(match[0], code)
        if negates:
            found.append(span)
        softly = softly or is_soft
    return tuple(found), softly


@lru_cache(maxsize=16384)
def _of_word(word: str, language: str) -> tuple[bool, bool]:
    """Tell whether a word negates, and whether it does so in a softer way."""
    strict, soft = _patterns(language)
    return bool(strict.fullmatch(word.replace("’", "'"))), bool(soft.fullmatch(word))


@lru_cache(maxsize=16)
def _patterns(language: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    strict, soft = _LISTS[language]
    contracted = {"en": [r"\w+n't"], "fr": [r"n'\w+"]}.get(language, [])
    known = [*(re.escape(word) for word in strict.split() if "'" not in word), *contracted]
    return re.compile("|".join(known)), re.compile("|".join(map(_wild, soft.split())))


def _wild(word: str) -> str:
    begins, ends = word.endswith("*"), word.startswith("*")
    return (r"\w+" if ends else "") + re.escape(word.strip("*")) + (r"\w*" if begins else "")


def _beside(pair: UnitPair) -> Iterator[tuple[str, str]]:
    """Yield the sentences of the source with those of the translation; the whole texts where their numbers differ."""
    source, target = pair.source_markup.prose, pair.target_markup.prose
    ours, theirs = sentences(source), sentences(target)
    if source == target:
        return  # A text that is not translated at all is another check's.
    if len(ours) != len(theirs):
        yield source, target
        return
    yield from ((one.of(source), other.of(target)) for one, other in zip(ours, theirs, strict=True))


def _lost(pair: UnitPair) -> Iterator[Hit]:
    instead = _INSTEAD.get(primary(pair.language))
    for source, target in _beside(pair) if instead else ():
        said, _ = negations_in(source, pair.source_language)
        kept, _ = negations_in(target, pair.language)
        if instead and len(said) > len(kept) and len(said) > len(kept) + _others(target, kept, instead):
            words = ", ".join(dict.fromkeys(span.of(source) for span in said))
            short = "nothing in the translation negates" if not kept else "less in the translation negates"
            yield Hit(LOST, f"“{words}” in the source, and {short}", _place(pair.source, said[0], source))


def _others(text: str, strict: tuple[Span, ...], instead: re.Pattern[str]) -> int:
    words = (match for match in _WORD.finditer(text.casefold()) if instead.fullmatch(match[0]))
    return sum(Span(*match.span()) not in strict for match in words)


def _gained(pair: UnitPair) -> Iterator[Hit]:
    for source, target in _beside(pair):
        said, softly = negations_in(source, pair.source_language)
        kept, _ = negations_in(target, pair.language)
        if kept and not said and not softly:
            message = f"“{kept[0].of(target)}” in the translation, and nothing in the source negates"
            yield Hit(GAINED, message, None, _place(pair.target, kept[0], target))


def _place(text: str, span: Span, prose: str) -> Span | None:
    word = span.of(prose)
    if len(re.findall(rf"\b{re.escape(word)}\b", text)) != 1:
        return None
    found = re.search(rf"\b{re.escape(word)}\b", text)
    return Span(*found.span()) if found else None


FAMILY = Family("negation", (LOST, GAINED), of_unit=(_lost, _gained))
