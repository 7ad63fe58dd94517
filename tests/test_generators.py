"""Sites of real generators: extracted, translated, merged and built; then every page and link is looked at."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import polib
import pytest

from generators import Counted, count

SITES = Path(__file__).parent / "sites"


def locpipe(root: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "locpipe", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def translated(
    tmp_path: Path, preset: str, changes: Mapping[str, str] | None = None, prepare: Callable[[Path], None] | None = None
) -> Path:
    """Return the site with its Polish version: what the pseudo engine says, taken as reviewed."""
    root = tmp_path / "site"
    shutil.copytree(SITES / preset, root)
    if prepare:
        prepare(root)
    locpipe(root, "init", "-q", "--preset", preset)
    config = root / "locpipe.toml"
    text = config.read_text(encoding="utf-8")
    for old, new in (changes or {}).items():
        assert old in text
        text = text.replace(old, new)
    config.write_text(text, encoding="utf-8")
    locpipe(root, "extract", "-q")
    locpipe(root, "prefill", "-q", "--engine", "pseudo")
    for path in (root / "locale").rglob("*.po"):
        catalog = polib.pofile(str(path), wrapwidth=0)
        for entry in catalog.fuzzy_entries():
            entry.flags.remove("fuzzy")
        catalog.save()
    locpipe(root, "merge", "-q")
    assert locpipe(root, "merge", "--check") is not None
    locpipe(root, "check", "-q")
    return root


def build(root: Path, *command: str, environment: Mapping[str, str] | None = None) -> None:
    done = subprocess.run(
        command, cwd=root, capture_output=True, text=True, check=False, env={**os.environ, **(environment or {})}
    )
    assert done.returncode == 0, done.stdout + done.stderr


def looked_at(root: Path, output: Path) -> Counted:
    """Return what is counted on the built pages of every article, in both languages."""
    articles = json.loads(locpipe(root, "siblings"))["articles"].values()
    pages = {version["url"]: code for article in articles for code, version in article.items()}
    assert all(set(article) == {"en", "pl"} for article in articles)
    done = count(output, pages)
    print(f"{root.parent.name}: {done.pages} pages, {done.links} links, {done.anchors} anchors, {done.pairs} hreflangs")
    assert not done.wrong, "\n".join(done.wrong)
    assert done.pages == 2 * len(articles)
    assert done.links
    assert done.anchors
    assert done.pairs == done.pages
    return done


def test_hugo(tmp_path):
    if not shutil.which("hugo"):
        pytest.skip("needs hugo: apt install hugo")
    root = translated(tmp_path, "hugo", {'id   = "translationKey"': 'id   = "translationKey"\nlinks = ["related[]"]'})
    build(root, "hugo", "--quiet", "--panicOnWarning")
    looked_at(root, root / "public")
    water = (root / "content/pl/guides/water/index.md").read_text(encoding="utf-8")
    assert "](glass.pl.png)" in water
    exercises = (root / "content/pl/guides/deeesk-eeexeeerciiiseees.md").read_text(encoding="utf-8")
    assert 'translationKey = "guides/desk-exercises"' in exercises
    assert 'relref "sleeeeeep-hooow-muuuch-iiis-eeenooouuugh.md#' in exercises


def test_hugo_with_files_side_by_side(tmp_path):
    if not shutil.which("hugo"):
        pytest.skip("needs hugo: apt install hugo")
    changes = {
        '"content/en/{path}"': '"content/{path}"',
        '"content/{lang}/{path}"': '"content/{article}.{lang}{suffix}"',
        "files = true ": "files = false",
        'id   = "translationKey"': 'links = ["related[]"]',
    }

    def flat(root: Path) -> None:
        for path in (root / "content/en").iterdir():
            path.rename(root / "content" / path.name)
        config = (root / "config.toml").read_text(encoding="utf-8")
        (root / "config.toml").write_text(re.sub(r"contentDir = .*", "", config), encoding="utf-8")

    root = translated(tmp_path, "hugo", changes, flat)
    assert (root / "content/guides/desk-exercises.pl.md").is_file()
    build(root, "hugo", "--quiet", "--panicOnWarning")
    looked_at(root, root / "public")


def test_mkdocs(tmp_path):
    pytest.importorskip("material", reason="needs Material: pip install mkdocs-material mkdocs-static-i18n")
    root = translated(tmp_path, "mkdocs")
    build(root, sys.executable, "-m", "mkdocs", "build", "--strict")
    looked_at(root, root / "site")


def test_mkdocs_with_files_side_by_side(tmp_path):
    pytest.importorskip("material", reason="needs Material: pip install mkdocs-material mkdocs-static-i18n")
    changes = {'"docs/en/{path}"': '"docs/{path}"', '"docs/{lang}/{path}"': '"docs/{article}.{lang}{suffix}"'}

    def flat(root: Path) -> None:
        for folder in (root / "docs/en", root / "docs/pl"):
            shutil.copytree(folder, root / "docs", dirs_exist_ok=True)
            shutil.rmtree(folder)
        config = root / "mkdocs.yml"
        text = config.read_text(encoding="utf-8")
        assert "docs_structure: folder" in text
        config.write_text(text.replace("docs_structure: folder", "docs_structure: suffix"), encoding="utf-8")

    root = translated(tmp_path, "mkdocs", changes, flat)
    assert (root / "docs/guides/water.pl.md").is_file()
    build(root, sys.executable, "-m", "mkdocs", "build", "--strict")
    looked_at(root, root / "site")


def test_pelican(tmp_path):
    pytest.importorskip("pelican", reason="needs Pelican: pip install 'pelican[markdown]'")
    root = translated(
        tmp_path, "pelican", {'source  = "/{slug}/"': 'source  = "/{slug}/"\nsite = "https://example.org"'}
    )
    build(root, sys.executable, "-m", "pelican", "--fatal", "warnings", "-o", "output")
    looked_at(root, root / "output")


def test_jekyll(tmp_path):
    if not shutil.which("jekyll"):
        pytest.skip("needs jekyll: apt install jekyll")
    site = {'source  = "/{slug}/" ': 'site    = "https://example.org"\nsource  = "/{slug}/" '}
    root = translated(tmp_path, "jekyll", site)
    build(root, "jekyll", "build", "--quiet", "--strict_front_matter")
    done = looked_at(root, root / "_site")
    assert done.anchors > 12
    assert "glass.pl.png" in (root / "_posts/pl/2026-01-31-sleeeeeep-hooow-muuuch-iiis-eeenooouuugh.md").read_text(
        "utf-8"
    )


def test_eleventy(tmp_path):
    if not shutil.which("eleventy"):
        pytest.skip("needs eleventy: npm install --global @11ty/eleventy")
    root = translated(tmp_path, "eleventy")
    modules = Path(shutil.which("eleventy") or "").resolve().parents[2]
    (root / "node_modules").symlink_to(modules, target_is_directory=True)
    build(root, "eleventy", "--quiet")
    looked_at(root, root / "_site")


def test_what_is_wrong_with_a_site_is_found(tmp_path):
    head = '<html lang="{}"><head><link rel="alternate" hreflang="{}" href="https://example.org{}"></head>'
    pages = {"a/index.html": ("en", "pl", "/pl/a/"), "pl/a/index.html": ("pl", "en", "/b/")}
    for name, values in pages.items():
        (tmp_path / name).parent.mkdir(parents=True)
        body = '<a href="/a/#there">x</a><a href="/nowhere/">x</a><p id="there">'
        (tmp_path / name).write_text(head.format(*values) + body, encoding="utf-8")
    done = count(tmp_path, {"/a/": "en", "/pl/a/": "pl", "/c/": "pl"})
    assert sorted(done.wrong) == [
        "/a/: https://example.org/nowhere/ leads nowhere",
        "/a/: https://example.org/pl/a/ does not answer as its pl version",
        "/c/: not built",
        "/pl/a/: https://example.org/a/#there leaves the language",
        "/pl/a/: https://example.org/b/ does not answer as its en version",
        "/pl/a/: https://example.org/nowhere/ leads nowhere",
    ]
