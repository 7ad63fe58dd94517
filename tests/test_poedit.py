"""Catalogs in the real Poedit, driven on a screen of its own: saving changes nothing, a review comes back whole."""

from __future__ import annotations

import subprocess

import pytest

from conftest import requires_program, run_locpipe, shared

pytestmark = requires_program("poedit", "Xvfb", "openbox", "xdotool", "wmctrl", "xclip", "dbus-daemon", "msgcat")

CATALOG = "locale/pl/LC_MESSAGES/back.po"

ARTICLE = """\
---
title: "A straight back: five ways"
slug: straight-back
tags: [back pain, "sitting, all day"]
---
# What sitting does

Sit **less**. See [the study](https://example.org/a_(b)) and `npm run back`.

> Long hours don't help — “not at all”.\\
> Really.

| Muscle | Hold |
|---|--:|
| Hip \\| flexor | 30 s |

**1. Knee hug**
Pull one knee up, hold for 30 seconds, then the other one; do this every hour, in the office as well as at home, please.

- First 👍 zażółć
- A [reference] and a tab\tin it

[reference]: https://example.org/ref
"""


@pytest.fixture
def project(tmp_path):
    """Make a project of one article, extracted."""
    (tmp_path / "locpipe.toml").write_text('name = "Back"\ntargets = ["pl"]\n', encoding="utf-8")
    (tmp_path / "content/en").mkdir(parents=True)
    (tmp_path / "content/en/back.md").write_text(ARTICLE, encoding="utf-8")
    extract(tmp_path)
    return tmp_path


def extract(project):
    done = run_locpipe("extract", cwd=project)
    assert done.returncode == 0, done.stderr


def drive(project, *steps):
    """Do `steps` in Poedit and save; the catalog is edited in place."""
    command = [str(shared("rig", "poedit-drive")), str(project / CATALOG), *steps, "save", "quit"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "did not change" not in done.stdout
    assert "still open" not in done.stdout


def line_of(project, msgid):
    """Return the line of the entry's msgid, which is where Poedit goes."""
    lines = (project / CATALOG).read_text(encoding="utf-8").split("\n")
    return lines.index(f'msgid "{msgid}"') + 1


def lines_at(project, msgid):
    """Return the lines of the entry's block, without the notes and locations that are locpipe's."""
    blocks = (project / CATALOG).read_text(encoding="utf-8").rstrip("\n").split("\n\n")
    found = [block.split("\n") for block in blocks if f'msgid "{msgid}"' in block.split("\n")]
    assert len(found) == 1
    return [line for line in found[0] if not line.startswith(("#.", "#:"))]


def resave(project):
    """Open and save a copy of the catalog; return 1 if more than three header lines changed (else 0), and the diff."""
    command = [str(shared("rig", "poedit-resave")), str(project / CATALOG)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=180)
    assert "saved; windows" in done.stdout, done.stdout + done.stderr
    return done.returncode, done.stdout


def test_saving_changes_nothing_but_who_saved(project):
    changed, diff = resave(project)
    assert changed == 0, diff


def test_extract_keeps_every_change_of_a_review(project):
    catalog = project / CATALOG
    write_translation(
        catalog, "Sit **less**. See", "Siedź **mniej**. Zob. [badanie](https://example.org/a_(b)) i `npm run back`."
    )
    article = project / "content/en/back.md"
    article.write_text(ARTICLE.replace("Sit **less**.", "Sit **less**, walk more."), encoding="utf-8")
    extract(project)
    changed = "Sit **less**, walk more. See [the study](https://example.org/a_(b)) and `npm run back`."
    assert lines_at(project, changed)[0] == "#, fuzzy"

    drive(
        project,
        f"goto:{line_of(project, 'What sitting does')}",
        "type:Co robi siedzenie",
        "key:ctrl+m",
        "wait:1",
        *(f"key:{letter}" for letter in "Good"),
        "key:Tab",
        "key:Return",
        "wait:1",
        f"goto:{line_of(project, changed)}",
        "fuzzy",
    )
    assert lines_at(project, "What sitting does") == [
        "# Good",
        'msgid "What sitting does"',
        'msgstr "Co robi siedzenie"',
    ]
    reviewed = lines_at(project, changed)
    assert [line.split()[0] for line in reviewed] == ["msgid", "msgstr"], "Ctrl+U clears fuzzy and the previous text"

    # Why it was fuzzy is said no longer: that note is locpipe's own, and the one thing extract takes away.
    saved = catalog.read_bytes().split(b"\n")
    kept = [line for line in saved if not line.startswith(b"#. changed: ")]
    extract(project)
    assert catalog.read_bytes().split(b"\n") == kept
    assert len(saved) == len(kept) + 1
    changed_header, diff = resave(project)
    assert changed_header == 0, diff


def write_translation(catalog, start, target):
    """Translate the entry whose msgid begins with `start`, as an earlier review would have."""
    lines = catalog.read_text(encoding="utf-8").split("\n")
    at = next(i for i, line in enumerate(lines) if line.startswith(f'msgid "{start}'))
    assert lines[at + 1] == 'msgstr ""'
    lines[at + 1] = f'msgstr "{target}"'
    catalog.write_text("\n".join(lines), encoding="utf-8", newline="\n")
