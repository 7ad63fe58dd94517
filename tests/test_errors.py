"""Every kind of bad input: the message, the exit code, and that no file changed."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import time

import pytest

from conftest import run_locpipe
from locpipe import api as pipeline
from projects import ARTICLE, make, review, tree, write

PO = '# Polish\nmsgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n{body}'
ENTRY = 'msgid "a"\nmsgstr "b"\n\n'
CATALOG = "locale/pl/LC_MESSAGES/back.po"

# name: files over a good project, what stderr says
BAD = {
    "unknown key": ({"locpipe.toml": 'targets = ["pl"]\ntarget = 1\n'}, "locpipe.toml:2: unknown key"),
    "broken TOML": ({"locpipe.toml": 'source = "en"\ntargets = [\n'}, "locpipe.toml:2: this is not TOML"),
    "wrong type": ({"locpipe.toml": 'targets = "pl"\n'}, "locpipe.toml:1:"),
    "no language": ({"locpipe.toml": 'targets = ["xx-nonsense-code"]\n'}, "is no language code"),
    "path leaves by ..": ({"locpipe.toml": '[paths]\ntarget = "../{lang}/{path}"\n'}, "leaves the project"),
    "absolute path": ({"locpipe.toml": '[paths]\ncatalog = "/tmp/{lang}/{article}.po"\n'}, "leaves the project"),
    "broken YAML": ({"content/en/back.md": "---\ntitle: a: b\n---\n"}, "content/en/back.md:2: "),
    "front matter list": (
        {"content/en/back.md": "---\n- a\n---\n"},
        "content/en/back.md:2: the front matter is a list",
    ),
    "invalid UTF-8": ({"content/en/back.md": b"a\n\nb\xff\n"}, "content/en/back.md:3: byte 0xff is not UTF-8"),
    "two files, one id": (
        {"content/en/back.markdown": "b\n"},
        "content/en/back.markdown and content/en/back.md are both",
    ),
    "two files, one URL": (
        {"content/en/other.md": "---\nslug: stretch-your-back\n---\n"},
        "content/en/other.md: has the URL /en/stretch-your-back/ of content/en/back.md",
    ),
    "lock without its head": ({"locpipe.lock": "back\tpl\tplecy\n"}, "locpipe.lock:1: "),
    "lock line": ({"locpipe.lock": "locpipe-lock 1\nback\tpl\n"}, "locpipe.lock:2: expected 5 columns"),
    "lock of a later version": ({"locpipe.lock": "locpipe-lock 2\n"}, "locpipe.lock:1: "),
    "lock UTF-8": ({"locpipe.lock": b"locpipe-lock 1\n\xff\n"}, "locpipe.lock:2: "),
    "catalog syntax": ({CATALOG: PO.format(language="pl", body='msgid "a\nmsgstr\n')}, f"{CATALOG}:"),
    "catalog duplicates": ({CATALOG: PO.format(language="pl", body=ENTRY + ENTRY)}, f"{CATALOG}:"),
    "catalog language": ({CATALOG: PO.format(language="de", body=ENTRY)}, CATALOG),
    "catalog UTF-8": ({CATALOG: PO.format(language="pl", body=ENTRY).encode() + b"# \xff\n"}, f"{CATALOG}:"),
}


def unchanged(project, *arguments, says, code=2):
    """Run the command; assert its message and exit code, and that it left every file as it was."""
    before = tree(project)
    done = run_locpipe(*arguments, cwd=project)
    assert says in done.stderr
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert tree(project) == before
    return done


@pytest.fixture
def good(tmp_path):
    make(tmp_path, config='targets = ["pl"]\n')
    return tmp_path


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("command", ["extract", "merge", "run", "adopt"])
def test_bad_input_is_one_line_and_changes_nothing(good, name, command):
    if command in ("merge", "adopt") and name == "two files, one URL":
        pytest.skip("merge refuses it per language, as a finding")
    files, says = BAD[name]
    if command == "adopt":
        text = ARTICLE.replace("slug: stretch-your-back", "slug: plecy\nsiblings: {en: stretch-your-back}")
        write(good, {"content/pl/plecy.md": text})
    done = unchanged(write(good, files), command, says=says)
    assert done.stderr.count("\n") == 1
    assert done.stderr.startswith("locpipe: ")


@pytest.mark.parametrize("place", ["content/en/folder.md", CATALOG, "locale/templates/back.pot"])
def test_a_folder_where_a_file_should_be(good, place):
    (good / place).mkdir(parents=True)
    done = unchanged(good, "extract", says=f"{place}")
    assert "is a folder" in done.stderr


@pytest.mark.parametrize("place", ["content/en/back.md", "locpipe.toml", "content/en"])
def test_what_cannot_be_read(good, place):
    (good / place).chmod(0)
    if os.access(good / place, os.R_OK):
        pytest.skip("this user reads everything")
    try:
        done = run_locpipe("extract", cwd=good)
    finally:
        (good / place).chmod(0o755)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "ermission" in done.stderr


@pytest.mark.parametrize("kind", ["article", "folder", "locale"])
def test_a_link_that_leaves_the_project(good, tmp_path_factory, kind):
    outside = tmp_path_factory.mktemp("outside")
    (outside / "x.md").write_text("Text.\n")
    if kind == "article":
        (good / "content/en/x.md").symlink_to(outside / "x.md")
    elif kind == "folder":
        (good / "content/en/sub").symlink_to(outside)
    else:
        (good / "locale").symlink_to(outside)
    unchanged(good, "extract", says="leaves the project")
    assert sorted(tree(outside)) == ["x.md"]


@pytest.mark.parametrize("name", ["../../etc/passwd", "nothing", "/etc/passwd"])
def test_an_article_that_is_none(good, name):
    unchanged(good, "extract", name, says="article")


def test_no_project(tmp_path):
    unchanged(tmp_path, "extract", says="run locpipe init")


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["merge", "--draft"], "--draft needs --output"),
        (["merge", "--keep", "101"], "--keep"),
        (["extract", "--lang", "fr"], "not among the project's targets"),
        (["adopt", "--lang", "fr"], "not among the project's targets"),
        (["adopt", "--prefer", "me"], "--prefer"),
        (["adopt", "--from", "locpipe.toml"], "--from FILE needs exactly one ARTICLE and one --lang"),
        (["adopt", "back", "--from", "locpipe.toml"], "--from FILE needs exactly one ARTICLE and one --lang"),
        (["adopt", "back", "--lang", "pl", "--from", "nowhere.md"], "'nowhere.md' does not exist"),
        (["adopt", "back", "--lang", "pl", "--from", "content"], "is a directory"),
        (["adopt", "back"], "back: no translation found in pl; name the file with --from FILE"),
        (["nonsense"], "No such command"),
        (["extract", "--nonsense"], "No such option"),
        (["-C", "nowhere", "extract"], "no such folder"),
    ],
)
def test_what_cannot_be_meant(good, arguments, says):
    unchanged(good, *arguments, says=says)


def test_a_slug_that_is_no_file_name(good):
    from projects import WORDS

    project = make(good, {}, 'targets = ["pl"]\n')
    pipeline.extract(project)
    review(project, "pl", WORDS["pl"] | {"stretch-your-back": "../../../etc/passwd"})
    before = tree(good)
    done = run_locpipe("merge", cwd=good)
    assert (done.returncode, tree(good)) == (1, before)
    assert f"{CATALOG}:" in done.stdout
    assert "error: pl: no slug from `../../../etc/passwd`: it holds a slash" in done.stdout


def test_two_runs_at_once(good):
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom locpipe.pipeline.run_lock import alone\n"
        "with alone(Path(sys.argv[1])):\n    print('locked', flush=True)\n    time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", code, good], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        begun = time.monotonic()
        unchanged(good, "extract", says="another locpipe is running in this project")
        assert time.monotonic() - begun < 10
        assert run_locpipe("merge", "--check", cwd=good).returncode == 0
        other.kill()
    # A killed run leaves no lock behind.
    assert run_locpipe("extract", cwd=good).returncode == 0


def test_a_full_disk_changes_nothing(good):
    make(good, {f"{number}.md": f"{'word ' * 4000}\n\nThe {number}th.\n" for number in range(4)}, 'targets = ["pl"]\n')
    before = tree(good)
    done = subprocess.run(
        [sys.executable, "-m", "locpipe", "extract"],
        cwd=good,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10_000, 10_000)),
    )
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "cannot be written: File too large" in done.stderr
    assert tree(good) == before
    assert run_locpipe("extract", cwd=good).returncode == 0


def test_a_kill_at_any_time_loses_nothing(tmp_path):
    articles = {f"{number}.md": ARTICLE.replace("stretch-your-back", f"a{number}") for number in range(20)}
    project = make(tmp_path, articles, 'targets = ["pl"]\n')
    pipeline.extract(project)
    review(project, "pl")
    before = tree(tmp_path)
    finished = tree_after_merge(tmp_path)
    for delay in (0.1, 0.2, 0.3, 0.4, 0.6):
        reset(tmp_path, before)
        with subprocess.Popen([sys.executable, "-m", "locpipe", "merge", "-q"], cwd=tmp_path) as merge:
            time.sleep(delay)
            merge.send_signal(signal.SIGKILL)
        for name, data in tree(tmp_path).items():
            assert name.endswith(".part") or data in (before.get(name), finished.get(name))
        assert tree_after_merge(tmp_path) == finished


def tree_after_merge(root):
    assert run_locpipe("merge", cwd=root).returncode in (0, 1)
    return tree(root)


def reset(root, files):
    for path in [path for path in root.rglob("*") if path.is_file()]:
        path.unlink()
    write(root, files)
