"""The texts of a translated file as entries would hold them: with the source's links, compared with the catalog's."""

from __future__ import annotations

from collections.abc import Mapping

from locpipe.markdown import Link, find_links, find_references
from locpipe.markdown.inline import LINKS, analyse, full_form_labels
from locpipe.model import Catalog, Edit, Severity, Span, Unit
from locpipe.pipeline.addressing import linked
from locpipe.pipeline.adopting import Offer
from locpipe.pipeline.article import Article, read_article, translate
from locpipe.pipeline.pairing import Pairing
from locpipe.pipeline.reading import SLUG, rules_of
from locpipe.pipeline.translations import TranslatedFile
from locpipe.pipeline.versions import ArticlePlan
from locpipe.project import Project
from locpipe.siblings import Addresses, split_kind
from locpipe.source import apply_edits


class Offers:
    """Knows one source article and the file that translates it."""

    def __init__(
        self, plan: ArticlePlan, article: Article, found: TranslatedFile, addresses: Addresses, project: Project
    ) -> None:
        self._plan, self._article, self._found = plan, article, found
        self._addresses, self._rules, self._config = addresses, rules_of(project), project.config
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
        links = find_links(done.text, done.body, self._rules)
        text, _ = linked(self._addresses, done.text, links, self._plan, self._found.shown, self._config)
        units = read_article(text, self._found.shown, self._rules).units
        return {id(unit): theirs.source for unit, theirs in zip(self._article.units, units, strict=True)}

    def _with_source_links(self, unit: Unit, text: str) -> str:
        """Return the text with the source's own links, where its links are what those become in its language."""
        wanted = {link.destination for link in self._links(unit.source)}
        edits = [
            Edit(link.span, split_kind(self._back[link.destination])[1])
            for link in self._links(text)
            if self._back.get(link.destination) in wanted
        ]
        return apply_edits(text, edits)

    def _links(self, text: str) -> list[Link]:
        references = find_references(text, [Span(0, len(text))], self._rules)
        found = analyse(text, full_form_labels(text)).placeables
        plain = [Link(each.value_span, each.value) for each in found if each.kind in LINKS]
        return [*references, *(each for each in plain if not any(_holds(each, other) for other in references))]


def _holds(link: Link, reference: Link) -> bool:
    return link.span.start <= reference.span.start < link.span.end
