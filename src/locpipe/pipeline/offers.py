"""The texts of a translated file as entries would hold them: with the source's links, compared with the catalog's."""

from __future__ import annotations

from collections.abc import Mapping

from locpipe.markdown import Rules
from locpipe.markdown.inline import LINKS, analyse, full_form_labels
from locpipe.model import Catalog, Edit, Placeable, Severity, Unit
from locpipe.pipeline.addressing import linked
from locpipe.pipeline.adopting import Offer
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.pipeline.pairing import Pairing
from locpipe.pipeline.reading import SLUG
from locpipe.pipeline.translations import TranslatedFile
from locpipe.pipeline.versions import ArticlePlan
from locpipe.siblings import Addresses
from locpipe.source import apply_edits


class Offers:
    """Knows one source article and the file that translates it."""

    def __init__(
        self, plan: ArticlePlan, article: Article, found: TranslatedFile, addresses: Addresses, rules: Rules
    ) -> None:
        self._plan, self._article, self._found = plan, article, found
        self._addresses, self._rules = addresses, rules
        localised = {link: addresses.localised(link, plan.file.id, found.shown) for link in sorted(plan.links)}
        self._back = {new: link for link, new in reversed(localised.items()) if new != link}

    def of(self, pairing: Pairing, known: Catalog) -> list[Offer]:
        """Return what the file offers for the paired units; `known` is the catalog so far."""
        expected = self._expected(known)
        offers = []
        for unit, theirs in pairing.pairs:
            text = self._found.file_slug or theirs.source if unit.context == SLUG else theirs.source
            same = expected.get(id(unit)) == text
            entry = known.by_key.get((unit.context, unit.source))
            back = entry.target if same and entry else self._with_source_links(unit, text)
            sure = unit.context == SLUG and self._found.in_place and bool(self._found.file_slug)
            offers.append(Offer(unit, back, same, sure))
        return offers

    def _expected(self, known: Catalog) -> Mapping[int, str]:
        """Return, by unit, what a file written from the catalog would hold."""
        targets = {entry.key: entry.target for entry in known.by_key.values() if entry.target.strip()}
        done = translate(self._article, targets, self._rules)
        if any(finding.severity is Severity.ERROR for finding in done.findings):
            return {}
        text = linked(self._addresses, done.text, done.body, self._plan, self._found.shown, self._rules)
        units = read_article(text, self._found.shown, self._rules).units
        return {id(unit): theirs.source for unit, theirs in zip(self._article.units, units, strict=True)}

    def _with_source_links(self, unit: Unit, text: str) -> str:
        """Return the text with the source's own links, where its links are what those become in its language."""
        wanted = {link.value for link in _links(unit.source)}
        edits = [
            Edit(link.value_span, self._back[link.value])
            for link in _links(text)
            if self._back.get(link.value) in wanted
        ]
        return apply_edits(text, edits)


def _links(text: str) -> list[Placeable]:
    found = analyse(text, full_form_labels(text)).placeables
    return [placeable for placeable in found if placeable.kind in LINKS]
