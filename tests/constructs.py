"""The table of docs/markdown.md: what becomes of each construct in each flavour, found by reading `tests/constructs`.

Each file there is one construct. "machine" stands in it where a machine reads, "words" where a reader does.
`python tests/constructs.py docs/markdown.md` brings the page up to date.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from locpipe.markdown import Rules, inline
from locpipe.markdown.flavours import BUILT_IN
from locpipe.pipeline.article import Article, read_article

FILES = sorted((Path(__file__).parent / "constructs").glob("*.md"))
BEGIN, END = "<!-- table of constructs -->", "<!-- end of the table -->"
PLAIN = re.compile(r"[\w\s.]*")
SIGNS = {"offered": "●", "shown": "◐", "kept": "○", "copied": "–", "text": "t"}


def read(path: Path, flavour: str) -> Article:
    return read_article(path.read_text("utf-8"), path.name, Rules(flavours=(flavour,)))


def outcome(article: Article, flavour: str) -> str:
    """Tell what becomes of the construct: one of SIGNS.

    `text`: what a machine reads, or signs of the construct, stand in a unit as if a reader did. `offered`: the words
    are a unit's. `shown`: they stand in a unit's markup. `kept`: the unit holds the machine's part as markup.
    `copied`: no unit holds anything of it.
    """
    units = [
        (unit.source, inline.analyse(unit.source, article.body.labels, (flavour,)).prose) for unit in article.units
    ]
    if any("machine" in prose.lower() or not PLAIN.fullmatch(prose) for _, prose in units):
        return "text"
    if any("words" in prose for _, prose in units):
        return "offered"
    if any("words" in source for source, _ in units):
        return "shown"
    return "kept" if any("machine" in source for source, _ in units) else "copied"


def table() -> str:
    """Return the table as it stands in the page, between its marks."""
    rows = [f"| construct | {' | '.join(BUILT_IN)} |", f"|---|{':-:|' * len(BUILT_IN)}"]
    for path in FILES:
        cells = (SIGNS[outcome(read(path, flavour), flavour)] for flavour in BUILT_IN)
        rows.append(f"| `{path.stem}` | {' | '.join(cells)} |")
    return "\n".join([BEGIN, "", *rows, "", END])


if __name__ == "__main__":
    page = Path(sys.argv[1])
    text = page.read_text("utf-8")
    before, after = text.split(BEGIN)[0], text.split(END)[1]
    page.write_text(f"{before}{table()}{after}", "utf-8", newline="\n")
