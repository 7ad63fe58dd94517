"""The same job with public tools, each in an environment of its own and at its best: articles to one PO file each.

mdbook-i18n-helpers is a program in Rust that reads mdBook's projects alone: it is not among them.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

# In one process where the program itself takes one file: its own functions in a loop.
_MDPO = """
import sys
from pathlib import Path
from mdpo.md2po import markdown_to_pofile
source, target = map(Path, sys.argv[1:])
for path in sorted(source.rglob("*.md")):
    out = target / path.relative_to(source).with_suffix(".po")
    out.parent.mkdir(parents=True, exist_ok=True)
    markdown_to_pofile(str(path), po_filepath=str(out), save=True, wrapwidth=float("inf"), location=False)
"""
_MARKDOWN_GETTEXT = """
import sys
from argparse import Namespace
from pathlib import Path
from markdown_gettext.cli import extract
source, target = map(Path, sys.argv[1:])
for path in sorted(source.rglob("*.md")):
    out = target / path.relative_to(source).with_suffix(".pot")
    out.parent.mkdir(parents=True, exist_ok=True)
    extract(Namespace(md=str(path), pot=str(out), package="", report_addr="", team_addr=""))
"""


@dataclass(frozen=True)
class Tool:
    """A tool: what to install, and the command that extracts the articles below one folder into another."""

    name: str
    package: str
    command: Callable[[Path, Path, Path], Sequence[str]]


def _script(code: str) -> Callable[[Path, Path, Path], Sequence[str]]:
    return lambda python, source, target: [str(python), "-c", code, str(source), str(target)]


def _md2po(python: Path, source: Path, target: Path) -> Sequence[str]:
    return [str(python.with_name("md2po")), "--progress=none", "--errorlevel=none", str(source), str(target)]


def _po4a(_python: Path, source: Path, target: Path) -> Sequence[str]:
    """Return its command for one catalog of all articles: with one for each it takes most of an hour for a thousand."""
    config = target.with_suffix(".cfg")
    lines = ["[po4a_langs] pl", f"[po4a_paths] {target}/all.pot pl:{target}/all.pl.po"]
    for number, path in enumerate(sorted(source.rglob("*.md"))):
        lines.append(f'[type:text] {path} pl:{target}/{number}.md opt:"-o markdown"')
    config.parent.mkdir(parents=True, exist_ok=True)
    config.write_text("\n".join(lines) + "\n", "utf-8")
    return ["po4a", "--no-translations", "--msgmerge-opt", "--no-fuzzy-matching", "-q", str(config)]


TOOLS = (
    Tool("translate-toolkit (md2po)", "translate-toolkit[markdown]", _md2po),
    Tool("mdpo", "mdpo", _script(_MDPO)),
    Tool("markdown-gettext", "markdown-gettext", _script(_MARKDOWN_GETTEXT)),
    Tool("po4a, one catalog", "", _po4a),
)


def installed(tool: Tool, folder: Path) -> Path | None:
    """Return the tool's Python, installed now where it is not; None where there is no such tool here."""
    if not tool.package:
        return Path(sys.executable) if shutil.which("po4a") else None
    python = folder / tool.package.partition("[")[0] / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", python.parent.parent], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", tool.package], check=True)
    return python
