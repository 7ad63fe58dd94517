"""What gettext's own programs say of our files (PO-FORMAT.md)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from locpipe.catalog import dump, update
from test_catalog_laws import WHERE, catalogs, make, odd_catalogs, templates, unique, unit

RIG = Path(__file__).parents[2] / "shared" / "rig" / "po-fixpoint"
CONTROLS = dict.fromkeys(map(ord, "\f\v"))
SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

pytestmark = pytest.mark.skipif(not shutil.which("msgcat"), reason="gettext (msgcat, msgfmt) is not installed")


def fixed_point(data: bytes, folder: Path) -> None:
    """Fail unless msgcat gives the bytes back and msgfmt -c has nothing to say."""
    file = folder / "x.po"
    file.write_bytes(data)
    concatenated = subprocess.run(["msgcat", "--force-po", "--no-wrap", file], capture_output=True, check=False)
    assert concatenated.stdout.decode() == data.decode(), concatenated.stderr.decode()
    checked = subprocess.run(["msgfmt", "-c", "-o", "/dev/null", file], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


def formattable(catalog):
    """Without what msgfmt -c compares (c-format, newlines at the ends) or warns of (form feeds)."""

    def tame(entry):
        target = entry.target.strip("\n").translate(CONTROLS) or "x"
        source = entry.source.translate(CONTROLS) or "x"
        return entry._replace(source=source, flags=tuple(f for f in entry.flags if f != "c-format"), target=target)

    return replace(catalog, entries=unique([tame(entry) for entry in catalog.entries]))


@SLOW
@given(odd_catalogs().map(formattable))
def test_any_catalog_is_a_fixed_point(tmp_path, catalog):
    fixed_point(dump(catalog), tmp_path)


@SLOW
@given(st.data(), catalogs())
def test_any_update_is_a_fixed_point(tmp_path, data, old):
    fixed_point(dump(update(old, data.draw(templates(old)), **WHERE).catalog), tmp_path)


@pytest.mark.skipif(not RIG.exists(), reason="the shared client rig is not here")
def test_the_client_rig_finds_nothing(tmp_path):
    new = make(
        [unit("Back pain", "title"), unit("back-pain", "slug"), unit("Stretch\nyour “back”", headings=("A", "B"))]
    )
    made = update(None, new, **WHERE).catalog
    for name, catalog in (("t.pot", new), ("new.po", made)):
        (tmp_path / name).write_bytes(dump(catalog))
    old = replace(made, entries=tuple(entry._replace(target="x", comments=("a",)) for entry in made.entries))
    changed = update(old, make([unit("Stretch\nyour “backs”")]), **WHERE).catalog
    (tmp_path / "changed.po").write_bytes(dump(changed))
    files = sorted(map(str, tmp_path.iterdir()))
    ran = subprocess.run([sys.executable, RIG, *files], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout
    assert ran.stdout.count("fixed point") == len(files)
