"""The command line as a user meets it: processes, exit codes, what stands on which stream."""

from __future__ import annotations

import fcntl
import os
import pty
import resource
import signal
import subprocess
import sys
import termios
import time

import pytest

from conftest import run_locpipe
from locpipe import __version__
from locpipe import api as pipeline
from projects import ARTICLE, WORDS, entries, make, review, tree, write

COMMANDS = ["init", "demo", "extract", "merge", "run", "adopt"]


@pytest.fixture
def project(tmp_path):
    return make(tmp_path, config='targets = ["pl"]\n')


def test_help_is_there_at_once():
    spent = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run([sys.executable, "-m", "locpipe", "--help"], capture_output=True, text=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    assert all(name in done.stdout for name in COMMANDS)
    # Processor time, because tests run beside each other; a tenth of a second on a machine at rest.
    assert min(spent) < 0.3


def test_version(tmp_path):
    assert run_locpipe("--version", cwd=tmp_path).stdout == f"locpipe, version {__version__}\n"


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself_with_an_example(tmp_path, name):
    done = run_locpipe(name, "--help", cwd=tmp_path)
    assert done.returncode == 0
    assert f"Example:\n    locpipe {name}" in done.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name):
    from importlib import import_module

    from locpipe.cli import _COMMANDS

    command = import_module(f"locpipe.cli.{name}").command
    assert _COMMANDS[name] == command.help.split("\n\n")[0].strip()


def test_a_project_from_nothing_to_the_published_article(tmp_path):
    assert run_locpipe("init", "site", cwd=tmp_path).returncode == 0
    site = tmp_path / "site"
    (site / "content/en/back.md").write_text(ARTICLE)
    done = run_locpipe("-C", "site", "extract", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "1 article, 8 units, 2 files written\n"
    review(make(site, {}, (site / "locpipe.toml").read_text()), "pl")
    done = run_locpipe("merge", cwd=site / "content")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr == "1 article, 1 translation up to date, 4 files written\n"
    assert (site / "content/pl/rozciagnij-plecy.md").exists()
    assert run_locpipe("run", cwd=site).stderr == ("1 article, 8 units, 1 translation up to date, nothing to write\n")


TRANSLATED = "content/pl/rozciagnij-plecy.md"


@pytest.fixture
def translated(project):
    """Return the project with a translation that somebody wrote by hand."""
    text = ARTICLE.replace("slug: stretch-your-back", "slug: rozciagnij-plecy")
    for source, target in sorted(WORDS["pl"].items(), key=lambda pair: -len(pair[0])):
        text = text.replace(source, target)
    write(project.root, {TRANSLATED: text.replace("---\n#", "siblings:\n  en: stretch-your-back\n---\n#")})
    return project


def test_a_translation_is_adopted_to_be_reviewed(translated):
    before = tree(translated.root)
    done = run_locpipe("adopt", cwd=translated.root)
    assert done.returncode == 0, done.stdout
    assert done.stderr.startswith("1 translation adopted, 8 texts taken, 3 files written")
    after = tree(translated.root)
    assert {name: after[name] for name in before} == before
    found = entries(translated, "pl")
    assert {text: found[text].target for text in ("Sit down", "Stand up")} == {
        "Sit down": "Usiądź",
        "Stand up": "Wstań",
    }
    assert all(entry.fuzzy for entry in found.values() if entry.context != "slug")


def test_a_translation_is_adopted_as_reviewed(translated):
    assert run_locpipe("adopt", "back", "--lang", "pl", "--reviewed", cwd=translated.root).returncode == 0
    assert all(entry.reviewed for entry in entries(translated, "pl").values())


def test_a_translation_that_lies_elsewhere_is_adopted_from_the_current_folder(translated):
    old = translated.root / "old"
    old.mkdir()
    (translated.root / TRANSLATED).rename(old / "plecy.md")
    done = run_locpipe("-C", "..", "adopt", "back", "--lang", "pl", "--from", "plecy.md", cwd=old)
    assert done.returncode == 0, done.stderr
    assert entries(translated, "pl")["Sit down"].target == "Usiądź"


def test_what_file_and_catalog_disagree_on_is_shown_and_the_entry_stays(translated):
    run_locpipe("adopt", "--reviewed", cwd=translated.root)
    path = translated.root / TRANSLATED
    path.write_text(path.read_text().replace("Usiądź", "Siadaj"))
    before = tree(translated.root)
    done = run_locpipe("adopt", "--reviewed", cwd=translated.root)
    assert "the catalog says “Usiądź”, the file “Siadaj”" in done.stdout
    assert ", 1 disagreement, nothing to write" in done.stderr
    assert tree(translated.root) == before
    run_locpipe("adopt", "--reviewed", "--prefer", "file", cwd=translated.root)
    assert entries(translated, "pl")["Sit down"].target == "Siadaj"


def test_who_prefers_the_catalog_gives_up_the_text_of_the_file(translated):
    run_locpipe("adopt", "--reviewed", cwd=translated.root)
    run_locpipe("merge", cwd=translated.root)
    path = translated.root / TRANSLATED
    before = path.read_text()
    path.write_text(before.replace("Usiądź", "Siadaj"))
    assert run_locpipe("merge", cwd=translated.root).returncode == 1
    assert "Siadaj" in path.read_text()
    assert run_locpipe("adopt", "--prefer", "catalog", cwd=translated.root).returncode == 0
    assert run_locpipe("merge", cwd=translated.root).returncode == 0
    assert path.read_text() == before


def test_what_has_no_certain_counterpart_is_listed_and_not_taken(translated):
    path = translated.root / TRANSLATED
    path.write_text(path.read_text() + "\nNa końcu.\n")
    done = run_locpipe("adopt", cwd=translated.root)
    assert f"{TRANSLATED}:16: warning: “Na końcu.” has no certain counterpart" in done.stdout
    assert " without a certain counterpart, " in done.stderr
    found = entries(translated, "pl").values()
    assert "Rozciągnij plecy" in {entry.target for entry in found}
    assert "Na końcu." not in {entry.target for entry in found}


@pytest.mark.parametrize("how", [[], ["--reviewed"]], ids=["fuzzy", "reviewed"])
def test_adopting_again_changes_nothing(translated, how):
    run_locpipe("adopt", *how, cwd=translated.root)
    before = tree(translated.root)
    assert "nothing to write" in run_locpipe("adopt", *how, cwd=translated.root).stderr
    assert tree(translated.root) == before


def test_findings_stand_on_standard_output_and_decide_the_exit_code(project):
    pipeline.extract(project)
    (project.root / "content/en/empty.md").write_text("")
    done = run_locpipe("extract", cwd=project.root)
    line = "content/en/empty.md: warning: the file is empty: there is nothing to translate [empty-article]\n"
    assert (done.returncode, done.stdout) == (0, line)
    assert done.stderr == "2 articles, 8 units, nothing to write; 1 warning\n"
    assert run_locpipe("extract", "--fail-on", "warning", cwd=project.root).returncode == 1
    assert run_locpipe("extract", "-q", cwd=project.root).stderr == ""


def test_notes_are_counted_and_shown_with_v(project):
    pipeline.extract(project)
    done = run_locpipe("merge", cwd=project.root)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith("1 not yet reviewed, nothing to write; 1 note (-v shows notes)\n")
    done = run_locpipe("merge", "-v", cwd=project.root)
    assert done.stdout.startswith("locale/pl/LC_MESSAGES/back.po: note: pl: 0 of 7 units are reviewed")
    assert run_locpipe("merge", "--fail-on", "note", cwd=project.root).returncode == 1


def test_check_fails_while_anything_would_change(project):
    pipeline.extract(project)
    review(project, "pl")
    done = run_locpipe("merge", "--check", cwd=project.root)
    assert done.returncode == 1
    assert "content/pl/rozciagnij-plecy.md: error: is not what the catalogs give" in done.stdout
    assert run_locpipe("merge", cwd=project.root).returncode == 0
    assert run_locpipe("merge", "--check", cwd=project.root).returncode == 0


def test_v_names_each_file_written(project):
    done = run_locpipe("extract", "-v", "back", "--lang", "pl", cwd=project.root)
    assert done.stderr.startswith("wrote locale/pl/LC_MESSAGES/back.po\nwrote locale/templates/back.pot\n")


def test_output_is_taken_from_the_current_folder(project):
    pipeline.extract(project)
    review(project, "pl")
    before = tree(project.root)
    run_locpipe("-C", "..", "merge", "--output", "out", cwd=project.root / "content")
    assert tree(project.root).keys() - before == {"content/out/content/pl/rozciagnij-plecy.md"}


def test_a_bug_shows_one_line_and_with_debug_where(project):
    code = "import sys\nimport locpipe.pipeline.extract as p\ndef broken(*a, **k): raise ZeroDivisionError('x')\n"
    code += "p.extract = broken\nfrom locpipe.cli import main\nmain(sys.argv[1:])\n"
    command = [sys.executable, "-c", code]
    done = subprocess.run([*command, "extract"], cwd=project.root, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == (
        "locpipe: this is a bug in locpipe, please report it with the output of --debug (ZeroDivisionError: x)\n"
    )
    done = subprocess.run([*command, "--debug", "extract"], cwd=project.root, capture_output=True, text=True)
    assert "Traceback" in done.stderr


def test_an_error_shows_where_in_the_program_with_debug(tmp_path):
    assert "Traceback" not in run_locpipe("extract", cwd=tmp_path).stderr
    assert "Traceback" in run_locpipe("--debug", "extract", cwd=tmp_path).stderr


def test_a_reader_that_goes_away_is_no_error(tmp_path):
    project = make(tmp_path, {f"{number}.md": "" for number in range(3000)}, 'targets = ["pl"]\n')
    command = [sys.executable, "-m", "locpipe", "extract", "-q"]
    with subprocess.Popen(command, cwd=project.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as extract:
        extract.stdout.readline()
        extract.stdout.close()
        assert extract.stderr.read() == b""


def test_ctrl_c_is_quiet(tmp_path):
    project = make(tmp_path, {f"{number}.md": ARTICLE for number in range(3000)}, 'targets = ["pl"]\n')
    command = [sys.executable, "-m", "locpipe", "extract"]
    before = tree(tmp_path)
    with subprocess.Popen(command, cwd=project.root, stderr=subprocess.PIPE) as extract:
        time.sleep(0.5)
        extract.send_signal(signal.SIGINT)
        assert b"Traceback" not in extract.stderr.read()
    # Python may die of the signal itself; a shell shows 130 for both.
    assert extract.returncode in (130, -signal.SIGINT)
    assert tree(tmp_path) == before


def test_ctrl_c_does_not_cut_what_is_said(tmp_path):
    project = make(tmp_path, {f"{number}.md": ARTICLE for number in range(1500)}, 'targets = ["pl"]\n')
    command = [sys.executable, "-m", "locpipe", "extract"]
    with subprocess.Popen(command, cwd=project.root, stderr=subprocess.PIPE) as extract:
        while waiting(extract.stderr) < 65536:  # a full pipe: most of the message is still to be written
            assert extract.poll() is None
            time.sleep(0.05)
        extract.send_signal(signal.SIGINT)
        said = extract.stderr.read()
    assert b"Traceback" not in said
    assert said.count(b"has the URL") == 1499
    assert extract.returncode == 2


def waiting(pipe):
    """Return how many bytes can be read from a pipe."""
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, b"\0\0\0\0"), sys.byteorder)


def on_a_terminal(arguments, folder):
    """Return what the command writes where standard error is a terminal."""
    ours, theirs = pty.openpty()
    with subprocess.Popen([sys.executable, "-m", "locpipe", *arguments], cwd=folder, stdout=theirs, stderr=theirs):
        os.close(theirs)
        shown = b""
        try:
            while part := os.read(ours, 65536):
                shown += part
        except OSError:  # Linux says so when the other end is closed.
            pass
    os.close(ours)
    return shown.decode()


@pytest.mark.parametrize(("count", "bar"), [(3, False), (80, True)])
def test_progress_is_shown_on_a_terminal_when_there_is_much_to_do(tmp_path, count, bar):
    text = ARTICLE * 5
    make(tmp_path, {f"{number}.md": text.replace("stretch-your", f"a{number}") for number in range(count)})
    shown = on_a_terminal(["extract"], tmp_path)
    assert ("━" in shown) is bar
    assert f"{count} articles" in shown


def test_the_demo_goes_from_source_to_published_article(tmp_path):
    done = run_locpipe("demo", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "poedit locpipe-demo/locale/de/LC_MESSAGES/how-much-water-do-you-need.po" in done.stdout
    assert "poedit " in done.stdout
    assert done.stdout.count("\n") <= 24
    assert list((tmp_path / "locpipe-demo/content/en").iterdir())


def test_the_demo_refuses_a_folder_that_is_not_empty(tmp_path):
    (tmp_path / "x").write_text("mine")
    done = run_locpipe("demo", ".", cwd=tmp_path)
    assert (done.returncode, tree(tmp_path)) == (2, {"x": b"mine"})
    assert "is not an empty folder" in done.stderr
