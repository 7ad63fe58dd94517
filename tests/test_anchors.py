"""The ids of headings, by the rules that site generators have.

`headings/headings.md` holds one heading each of what people write, `headings/RULE.txt` the ids that the real program
gave them, one a line: github-slugger 2.0 (`docusaurus`: of mdast-util-to-string's text), Hugo 0.111 and 0.144's
reading of markup, kramdown 2.4, kramdown-parser-gfm 1.1, Python-Markdown 3.10. Where a program is here, it is asked
again.
"""

from __future__ import annotations

import html
import re
import subprocess
from pathlib import Path

import pytest

from conftest import requires_program
from locpipe.markdown import Rules, heading_ids, segment

HEADINGS = Path(__file__).parent / "headings"
TEXT = (HEADINGS / "headings.md").read_text(encoding="utf-8")
LEVEL = re.compile(r'<h2(?: id="?([^" >]*)"?)?')
RUBY = """\
require "kramdown"
require "kramdown-parser-gfm"
print Kramdown::Document.new($stdin.read, input: ARGV[0]).to_html
"""


def ours(rule: str) -> list[str]:
    flavour = {"hugo": "hugo", "kramdown": "jekyll", "kramdown-gfm": "jekyll", "python-markdown": "mkdocs"}.get(rule)
    rules = Rules(anchors=rule, flavours=("gfm", flavour) if flavour else ("gfm",))
    return list(heading_ids(segment(TEXT, "a.md", rules), rules))


def recorded(rule: str) -> list[str]:
    return (HEADINGS / f"{rule}.txt").read_text(encoding="utf-8").split("\n")[:-1]


def compared(found: list[str], expected: list[str]) -> list[tuple[str, str, str]]:
    """Return the headings whose ids differ, each with the one found and the one expected."""
    texts = re.findall(r"(?m)^## (.*)$", TEXT)
    assert len(texts) == len(found) == len(expected)
    return [each for each in zip(texts, found, expected, strict=True) if each[1] != each[2]]


@pytest.mark.parametrize("rule", ["github", "docusaurus", "hugo", "kramdown", "kramdown-gfm", "python-markdown"])
def test_ids_are_those_of_the_real_program(rule):
    assert compared(ours(rule), recorded(rule)) == []


@pytest.mark.parametrize("rule", ["kramdown", "kramdown-gfm"])
@requires_program("ruby")
def test_kramdown_gives_what_is_recorded(rule):
    command = ["ruby", "-Eutf-8:utf-8", "-e", RUBY, "kramdown" if rule == "kramdown" else "GFM"]
    done = subprocess.run(command, input=TEXT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    assert compared([html.unescape(each) for each in LEVEL.findall(done.stdout)], recorded(rule)) == []


def test_python_markdown_gives_what_is_recorded():
    markdown = pytest.importorskip("markdown", reason="needs Python-Markdown: pip install markdown")
    made = markdown.markdown(TEXT, extensions=["toc", "extra"])
    assert compared([html.unescape(each) for each in LEVEL.findall(made)], recorded("python-markdown")) == []


@requires_program("hugo")
def test_hugo_gives_what_is_recorded(tmp_path):
    (tmp_path / "content").mkdir()
    (tmp_path / "layouts/_default").mkdir(parents=True)
    (tmp_path / "layouts/_default/single.html").write_text("{{ .Content }}", encoding="utf-8")
    (tmp_path / "config.toml").write_text('baseURL = "https://example.org"\n', encoding="utf-8")
    (tmp_path / "content/a.md").write_text(f"---\ntitle: a\n---\n{TEXT}", encoding="utf-8")
    done = subprocess.run(["hugo", "--quiet"], cwd=tmp_path, capture_output=True, text=True, check=False)
    made = (tmp_path / "public/a/index.html").read_text(encoding="utf-8")
    assert done.returncode == 0, done.stderr
    found = compared([html.unescape(each) for each in LEVEL.findall(made)], recorded("hugo"))
    # Before 0.144 Hugo read the Markdown, markup and link targets included: https://github.com/gohugoio/hugo/issues/13405
    assert [each for each in found if not re.search(r"[<\[]|^_", each[0])] == []


def test_headings_of_several_lines_are_read_as_the_generators_do():
    text = "One\ntwo\n---\n"
    for rule, expected in (("github", "one-two"), ("hugo", "two"), ("python-markdown", "one-two")):
        rules = Rules(anchors=rule)
        assert heading_ids(segment(text, "a.md", rules), rules) == (expected,)
