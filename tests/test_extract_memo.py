"""What extract keeps of its last run changes nothing that it writes or says, whatever is edited or spoilt."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from locpipe import api as pipeline
from locpipe.pipeline.result import Result
from locpipe.project import find_project
from locpipe.source import write_json
from projects import tree
from test_analysis import MOST, cold, edit, project_in, said


def extracted(root):
    """Return what extract says and writes, and every file after it."""
    done = said(lambda _: pipeline.extract(find_project(root)), root)
    written = [path.relative_to(root) for path in done.written] if isinstance(done, Result) else []
    counts = done.counts if isinstance(done, Result) else {}
    return getattr(done, "findings", done), written, counts, tree(root)


def spoil(root, at, how):
    """Change a value of the memo to what it could be and is not, or cut the file."""
    path = root / ".locpipe" / "extract.json"
    if not path.exists():
        return
    data = path.read_bytes()
    if how == 0:
        path.write_bytes(data[: at % len(data)])
        return
    memo = json.loads(data)
    records = memo["records"]
    if not records:
        return
    article, template, catalogs, slug, *others = records[list(records)[at % len(records)]]
    if how == 1:
        record = ["0" * 32, template, catalogs, "another", *others]
    else:
        record, memo["arrangement"] = [article, template, {}, slug, *others], ""
    records[list(records)[at % len(records)]] = record
    write_json(path, f'{{"arrangement": "{memo["arrangement"]}", "records": {{', lines_of(records), "}}")


def lines_of(records):
    """Return the lines of a memo."""
    return (f"{json.dumps(name)}: {json.dumps(record)}" for name, record in records.items())


STEPS = st.one_of(
    st.tuples(st.just("edit"), st.integers(0, 40), st.integers(0, MOST)),
    st.tuples(st.just("spoil"), st.integers(0, 3000), st.integers(0, 2)),
)


@settings(max_examples=20, deadline=None)
@given(st.lists(STEPS, min_size=1, max_size=7))
def test_after_any_edit_extract_does_what_a_run_that_knows_nothing_does(steps):
    with TemporaryDirectory() as folder:
        root = project_in(Path(folder).resolve()).root
        for kind, which, how in steps:
            (edit if kind == "edit" else spoil)(root, which, how)
            wanted = cold(root, extracted)
            assert extracted(root) == wanted
            assert extracted(root)[1] == []
