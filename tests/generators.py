"""What a generator has built: its pages as a browser reads them, their links, anchors and language versions."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

SITE = "https://example.org"


@dataclass
class Built:
    """One page: its URL, links and pictures, ids, and the `hreflang` links of its head by language."""

    url: str
    lang: str = ""
    links: list[str] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    versions: dict[str, str] = field(default_factory=dict)
    text: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, page: Built) -> None:
        super().__init__()
        self.page = page

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.page.ids |= {found[name] for name in ("id", "name") if name in found}
        if tag == "html":
            self.page.lang = found.get("lang", "")
        elif tag == "link" and found.get("rel") == "alternate" and "hreflang" in found:
            self.page.versions[found["hreflang"]] = self._to(found["href"])
        elif tag == "a" and "hreflang" not in found and "href" in found:
            self.page.links.append(self._to(found["href"]))
        elif tag == "img":
            self.page.pictures.append(self._to(found["src"]))

    def handle_data(self, data: str) -> None:
        self.page.text.append(data)

    def _to(self, link: str) -> str:
        return urljoin(SITE + self.page.url, link)


def read_site(folder: Path) -> dict[str, Built]:
    """Return every page of a built site by its URL."""
    pages = {}
    for path in sorted(folder.rglob("*.html")):
        below = path.relative_to(folder).as_posix()
        page = Built("/" + below.removesuffix("index.html"))
        _Reader(page).feed(path.read_text(encoding="utf-8"))
        pages[page.url] = page
    return pages


@dataclass
class Counted:
    """What was looked at on the pages of one language, and everything that is wrong with them."""

    pages: int = 0
    links: int = 0
    anchors: int = 0
    pairs: int = 0
    wrong: list[str] = field(default_factory=list)


def count(folder: Path, is_ours: dict[str, str]) -> Counted:
    """Look at the pages of `is_ours`, language by URL, and return what was found.

    Every internal link must lead to a page, or file, that exists and is in the language of the page that it stands on,
    every fragment to an id there, every `hreflang` to a page that says the same back.
    """
    pages, done = read_site(folder), Counted()
    for url, language in is_ours.items():
        if url not in pages:
            done.wrong.append(f"{url}: not built")
            continue
        done.pages += 1
        for link in pages[url].links:
            _follow(folder, pages, is_ours, pages[url], language, link, done)
        for picture in pages[url].pictures:
            if not (folder / unquote(urlsplit(picture).path).lstrip("/")).is_file():
                done.wrong.append(f"{url}: no picture {picture}")
        _look_back(pages, pages[url], done)
    return done


def _follow(
    folder: Path, pages: dict[str, Built], ours: dict[str, str], page: Built, language: str, link: str, done: Counted
) -> None:
    base, fragment = urldefrag(link)
    path = unquote(urlsplit(base).path)
    if not base.startswith(SITE + "/"):
        return
    done.links += 1
    target = pages.get(path) or pages.get(path.rstrip("/") + "/")
    if target is None:
        done.wrong += [] if (folder / path.lstrip("/")).is_file() else [f"{page.url}: {link} leads nowhere"]
        return
    if ours.get(target.url, language) != language:
        done.wrong.append(f"{page.url}: {link} leaves the language")
    if fragment:
        done.anchors += 1
        if unquote(fragment) not in target.ids:
            done.wrong.append(f"{page.url}: {link} leads to no id of {sorted(target.ids)}")


def _look_back(pages: dict[str, Built], page: Built, done: Counted) -> None:
    for language, url in page.versions.items():
        other = pages.get(unquote(urlsplit(url).path))
        if language == "x-default" or (other and other.url == page.url):
            continue
        done.pairs += 1
        if other is None or SITE + page.url not in [unquote(each) for each in other.versions.values()]:
            done.wrong.append(f"{page.url}: {url} does not answer as its {language} version")
