"""Count the work of commands on sixty articles, and hold it against counted.json: counts, never seconds.

python benchmarks/counted.py             a table; exit code 1 where a command does more than is expected
python benchmarks/counted.py --write     keep the figures as what is expected from now on

Each command runs as the function that it calls, in a new interpreter and in one process. Counted are the files of the
project that are opened, to read and to write, the bytes of the former, the articles and catalogs that are parsed, and
calls of Python functions. Calls of the standard library, of comprehensions and of generated code are left out: they
differ between versions of Python, and between machines that have compiled all modules and others.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from cProfile import Profile
from pathlib import Path
from types import CodeType

import corpus

from locpipe import api, catalog
from locpipe.markdown.parser import parse_blocks
from locpipe.pipeline.check import check
from locpipe.pipeline.fingerprint import code_digest
from locpipe.pipeline.prefill import Order, prefill
from locpipe.pipeline.workers import HERE
from locpipe.project import find_project

ARTICLES = 60
EXPECTED = Path(__file__).with_suffix(".json")
COMMAND = (sys.executable, __file__)
LIBRARY = str(Path(os.__file__).parent)
# Later Pythons than 3.11 call no function for these; a module runs once, and only if nothing has imported it.
NOT_EVERYWHERE = ("<listcomp>", "<setcomp>", "<dictcomp>", "<module>")
# A new release of a library may call a little more, or a header grow; no file is read twice by that.
MAY_GROW = {"calls": 1.15, "bytes": 1.15}

Counts = dict[str, int]
Figures = dict[str, Counts]
Action = Callable[[Path], object]


class Files:
    """Counts the files below `root` that this process opens from now on; nothing takes an audit hook off again."""

    def __init__(self, root: Path) -> None:
        self._root = root
        # How often a library opens the lock of a run is its own affair.
        self._not_counted = root / ".locpipe" / "run.lock"
        self._opening: Path | None = None
        self.counts = {"read": 0, "written": 0, "bytes": 0}
        sys.addaudithook(self._audit)

    def _audit(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(arguments[0], str | bytes | os.PathLike):
            path, mode, flags = Path(os.fsdecode(arguments[0])).absolute(), *arguments[1:]
            # A file that opens itself by way of os.open says so twice.
            if mode is not None or path != self._opening:
                self._opened(path, flags)
            self._opening = None if mode is None else path

    def _opened(self, path: Path, flags: object) -> None:
        if not path.is_relative_to(self._root) or path == self._not_counted or path.is_dir():
            return
        if isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR):
            self.counts["written"] += 1
        elif path.exists():
            self.counts["read"] += 1
            self.counts["bytes"] += path.stat().st_size


def work(action: Action, root: Path) -> Counts:
    """Return what the action costs in the project; once in a process."""
    # The rest is paid for each file of a project, this for each package that is installed.
    code_digest()
    files = Files(root)
    profile = Profile(builtins=False)
    profile.runcall(action, root)
    calls = {each.code: each.callcount for each in profile.getstats() if isinstance(each.code, CodeType)}
    return {
        **files.counts,
        "articles": calls.get(parse_blocks.__code__, 0),
        "catalogs": calls.get(catalog.read.__code__, 0),
        "calls": sum(number for code, number in calls.items() if _is_counted(code)),
    }


def _is_counted(code: CodeType) -> bool:
    file = code.co_filename
    library = file.startswith(LIBRARY) and "site-packages" not in file and "dist-packages" not in file
    return not library and file != __file__ and not file.startswith("<") and code.co_name not in NOT_EVERYWHERE


def _review(root: Path) -> None:
    """Fill every catalog by the pseudo engine and take it as reviewed."""
    prefill(find_project(root), order=Order(engine="pseudo"))
    for path in (root / "locale").rglob("*.po"):
        path.write_bytes(path.read_bytes().replace(b"\n#, fuzzy\n", b"\n"))
    _forget(root)


def _forget(root: Path) -> None:
    shutil.rmtree(root / ".locpipe")


def _nothing(_: Path) -> None:
    pass


def _whole(run: Callable[..., object]) -> Action:
    return lambda root: run(find_project(root), workers=HERE)


# What goes before, and what is counted; each begins where the one above it ended. A run says again what a merge said
# that wrote nothing, hence the second.
STEPS: dict[str, tuple[Action, Action]] = {
    "extract, cold": (_nothing, _whole(api.extract)),
    "extract, nothing changed": (_nothing, _whole(api.extract)),
    "extract, 1 % changed": (lambda root: corpus.change(root, ARTICLES), _whole(api.extract)),
    "merge, cold": (_review, _whole(api.merge)),
    "merge, nothing changed": (_nothing, _whole(api.merge)),
    "merge, nothing changed again": (_nothing, _whole(api.merge)),
    "check, cold": (_forget, _whole(check)),
    "check, nothing changed": (_nothing, _whole(check)),
}


def counted(names: Iterable[str], command: Sequence[str]) -> Figures:
    """Return the figures of the steps, which are the first ones; `command` is the program that counts one."""
    with tempfile.TemporaryDirectory(prefix="locpipe-counted-") as folder:
        root = corpus.make(Path(folder).resolve(), ARTICLES)
        return {name: _counts(name, root, command) for name in names}


def _counts(name: str, root: Path, command: Sequence[str]) -> Counts:
    STEPS[name][0](root)
    environment = {**os.environ, "PYTHONHASHSEED": "0"}
    counts: Counts = json.loads(subprocess.check_output([*command, "--step", name, str(root)], env=environment))
    return counts


def worse(found: Figures, expected: Figures) -> Iterator[str]:
    """Yield what a command does more than is expected of it."""
    for name, counts in found.items():
        for what, number in counts.items():
            most = expected.get(name, {}).get(what, 0) * MAY_GROW.get(what, 1)
            if number > most:
                yield f"{name}: {what} {number:,}, at most {int(most):,} expected"


def rows(found: Figures, expected: Figures) -> Iterator[str]:
    """Yield a Markdown table of the figures, with the expected one behind each that differs from it."""
    kinds = list(next(iter(found.values())))
    yield f"| command | {' | '.join(kinds)} |"
    yield f"|---|{'---|' * len(kinds)}"
    for name, counts in found.items():
        cells = [_cell(counts[kind], expected.get(name, {}).get(kind)) for kind in kinds]
        yield f"| {name} | {' | '.join(cells)} |"


def _cell(found: int, expected: int | None) -> str:
    return f"{found:,}" if found == expected else f"{found:,} ({expected or 0:,})"


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true", help="keep the figures as what is expected from now on")
    parser.add_argument("--first", type=int, default=len(STEPS), help="so many steps only")
    parser.add_argument("--step", nargs=2, metavar=("NAME", "ROOT"), help=argparse.SUPPRESS)
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None, command: Sequence[str] = COMMAND) -> int:
    """Count, print, and return 1 where there is more work than expected; with --step count one and print JSON."""
    options = _parse(arguments)
    if options.step:
        print(json.dumps(work(STEPS[options.step[0]][1], Path(options.step[1]))))
        return 0
    expected: Figures = json.loads(EXPECTED.read_bytes()) if EXPECTED.exists() else {}
    found = counted([*STEPS][: options.first], command)
    print("\n".join(rows(found, expected)))
    if options.write:
        EXPECTED.write_text(json.dumps({**expected, **found}, indent=1) + "\n", "utf-8")
        return 0
    problems = list(worse(found, expected))
    print(*problems, sep="\n", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
