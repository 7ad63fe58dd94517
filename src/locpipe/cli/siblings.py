"""`locpipe siblings`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from urllib.parse import quote, urljoin
from xml.sax.saxutils import quoteattr

import click

from locpipe.errors import UsageError
from locpipe.pipeline.siblings import Mesh, meshes
from locpipe.project import find_project

_FORMS = ("json", "sitemap")


@click.command("siblings")
@click.argument("names", metavar="[ARTICLE]...", nargs=-1)
@click.option(
    "--format",
    "form",
    type=click.Choice(("json", "sitemap")),
    default="json",
    show_default=True,
    help="How to print it.",
)
@click.option("--base", metavar="URL", default="", help="The site's address, for a sitemap; else urls.site.")
@click.pass_obj
def command(folder: Path, names: tuple[str, ...], form: str, base: str) -> int:
    """Print which versions of each article are published, and where.

    JSON is for templates that link languages; a sitemap tells search engines, with a hreflang for each pair of versions
    and the source as x-default.

    \b
    Example:
      locpipe siblings > data/siblings.json
      locpipe siblings --format sitemap --base https://example.org > sitemap.xml
    """
    project = find_project(folder)
    base = base or project.config.urls.site
    if form == "sitemap" and not base.startswith(("http://", "https://")):
        raise UsageError(
            "--format sitemap needs --base URL, or urls.site: a sitemap has whole addresses, https://example.org"
        )
    found = meshes(project, names)
    click.echo(_json(found) if form == "json" else "".join(_sitemap(found, base.rstrip("/") + "/")), nl=False)
    return 0


def _json(found: Sequence[Mesh]) -> str:
    articles = {each.article: {code: asdict(place) for code, place in each.versions.items()} for each in found}
    return json.dumps({"version": 1, "articles": articles}, ensure_ascii=False, indent=2) + "\n"


def _sitemap(found: Sequence[Mesh], base: str) -> Iterator[str]:
    """Yield a sitemap (https://www.sitemaps.org/protocol.html) with alternates as search engines read them."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    yield ' xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    for mesh in found:
        urls = {code: _url(base, place.url) for code, place in mesh.versions.items() if place.url}
        source = next(iter(mesh.versions))
        links = list(urls.items())
        links += [("x-default", urls[source])] if source in urls else []
        for url in urls.values():
            yield f"  <url>\n    <loc>{_text(url)}</loc>\n"
            for code, other in links if len(urls) > 1 else ():
                yield f'    <xhtml:link rel="alternate" hreflang={quoteattr(code)} href={quoteattr(other)}/>\n'
            yield "  </url>\n"
    yield "</urlset>\n"


def _url(base: str, url: str) -> str:
    """Return a whole address, its letters encoded (RFC 3986)."""
    return quote(urljoin(base, url), safe=":/?#[]@!$&'()*+,;=%-._~")


def _text(url: str) -> str:
    return quoteattr(url)[1:-1]
