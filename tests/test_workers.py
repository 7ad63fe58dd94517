"""Work that is spread gives what one process gives: the same values, in order, whatever becomes of a worker."""

import os
import re
import signal
from multiprocessing import parent_process

import pytest

from conftest import REPOSITORY, run_locpipe
from locpipe import api as pipeline
from locpipe.errors import LocpipeError, SourceError
from locpipe.pipeline.workers import HERE, Workers, processors, raised, spread
from projects import make

MANY = Workers(2)


def squared(context):
    def work(item):
        if item % 10 == 7:
            raise SourceError(f"{context}: {item}")
        return (item * item, os.getpid())

    return work


def dying(folder):
    def work(item):
        if item == 30 and parent_process():
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    return work


def buggy(_context):
    def work(item):
        return 1 / (item - 40)

    return work


def test_results_come_in_order_with_errors_in_their_place():
    found = list(spread(squared, "here", iter(range(100)), MANY))
    assert [str(each) if isinstance(each, LocpipeError) else each[0] for each in found] == [
        f"here: {n}" if n % 10 == 7 else n * n for n in range(100)
    ]
    assert os.getpid() not in {each[1] for each in found if not isinstance(each, LocpipeError)}
    with pytest.raises(SourceError, match="here: 7"):
        raised(found[7])


def test_few_items_and_one_job_stay_in_this_process():
    few = [*spread(squared, "", range(5), MANY), *spread(squared, "", range(100), HERE)]
    assert {each[1] for each in few if not isinstance(each, LocpipeError)} == {os.getpid()}
    assert processors() >= 1
    assert Workers().number == processors()


def test_not_all_items_are_asked_for_at_once():
    asked = []

    def items():
        for number in range(2000):
            asked.append(number)
            yield number

    for done, _ in enumerate(spread(squared, "", items(), MANY)):
        assert len(asked) - done < 200


def test_what_a_killed_worker_was_doing_is_done_again():
    assert list(spread(dying, "", range(200), MANY)) == list(range(200))


def test_a_bug_in_a_worker_is_not_hidden():
    with pytest.raises(ZeroDivisionError):
        list(spread(buggy, "", range(100), MANY))


def articles(number):
    text = (REPOSITORY / "content/en/desk-exercises-for-back-pain.md").read_text("utf-8")
    text = re.sub(r"^siblings:\n(?:  .*\n)+", "", text, flags=re.MULTILINE)
    return {
        f"a{n:03}.md": text.replace("slug: ", f"slug: a{n}-")
        .replace("title: ", f"title: No. {n} ")
        .replace("stretch", f"stretch {n}")
        for n in range(number)
    }


def everything(root):
    return {
        path.relative_to(root): path.read_bytes() for path in sorted((root / "locale").rglob("*")) if path.is_file()
    }


def test_extract_writes_the_same_bytes_however_many_work_at_it(tmp_path):
    config = 'targets = ["pl", "de"]\n'
    one = make(tmp_path / "one", articles(60), config)
    two = make(tmp_path / "two", articles(60), config)
    assert pipeline.extract(one, workers=HERE).counts == pipeline.extract(two, workers=MANY).counts
    assert everything(tmp_path / "one") == everything(tmp_path / "two") != {}
    for root in (tmp_path / "one", tmp_path / "two"):
        for path in sorted((root / "content/en").glob("*.md"))[::2]:
            path.write_text(path.read_text("utf-8").replace("back", "neck"), "utf-8")
    first, second = pipeline.extract(one, workers=HERE), pipeline.extract(two, workers=MANY)
    assert first.findings == second.findings
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_every_problem_is_told_from_whichever_process(tmp_path):
    broken = {name: "---\ntitle: [\n---\n" + text if name[-4] in "37" else text for name, text in articles(60).items()}
    project = make(tmp_path, broken)
    with pytest.raises(LocpipeError) as error:
        pipeline.extract(project, workers=MANY)
    assert str(error.value).count("\n") >= 11
    assert not (tmp_path / "locale").exists()
    shown = run_locpipe("extract", "--jobs", "2", cwd=tmp_path)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "content/en/a003.md" in shown.stderr
    assert "Traceback" not in shown.stderr
