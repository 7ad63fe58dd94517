"""Work on a Dask cluster gives what one process gives, whatever becomes of workers and scheduler."""

from __future__ import annotations

import os
import shutil
import signal
import site
import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import pytest

from conftest import REPOSITORY, run_locpipe
from dask_cluster import DaskCluster
from locpipe import api as pipeline
from locpipe import catalog
from locpipe.errors import LocpipeError, SourceError, UsageError
from locpipe.pipeline.check import check
from locpipe.pipeline.workers import HERE, Workers, spread
from projects import make
from test_workers import articles, everything

pytestmark = pytest.mark.skipif(find_spec("distributed") is None, reason="needs the extra locpipe[dask]")

CONFIG = 'targets = ["pl", "de"]\n'


@pytest.fixture(scope="session")
def cluster():
    with DaskCluster() as running:
        yield running


def far(cluster):
    return Workers(scheduler=cluster.address)


def squared(context):
    def work(item):
        if item % 10 == 7:
            raise SourceError(f"{context}: {item}")
        return (item * item, os.getpid())

    return work


def dying(marker):
    def work(item):
        if item == 30:
            try:
                Path(marker).touch(exist_ok=False)
            except FileExistsError:
                return item
            os.kill(os.getpid(), signal.SIGKILL)
        return item

    return work


def buggy(_context):
    return lambda item: 1 / (item - 40)


def test_results_come_in_order_from_the_workers_with_errors_in_their_place(cluster):
    found = list(spread(squared, "there", iter(range(200)), far(cluster)))
    assert [str(each) if isinstance(each, LocpipeError) else each[0] for each in found] == [
        f"there: {n}" if n % 10 == 7 else n * n for n in range(200)
    ]
    pids = {each[1] for each in found if not isinstance(each, LocpipeError)}
    assert pids <= {worker.pid for worker in cluster.workers}
    assert pids


def test_a_bug_in_a_worker_is_not_hidden(cluster):
    with pytest.raises(ZeroDivisionError):
        list(spread(buggy, "", range(100), far(cluster)))


def test_extract_writes_the_same_bytes_and_finds_the_same(tmp_path, cluster):
    one, two = make(tmp_path / "one", articles(60), CONFIG), make(tmp_path / "two", articles(60), CONFIG)
    first, second = pipeline.extract(one, workers=HERE), pipeline.extract(two, workers=far(cluster))
    assert (first.counts, first.findings) == (second.counts, second.findings)
    assert len(second.written) == len(set(second.written)) == 180
    assert everything(tmp_path / "one") == everything(tmp_path / "two") != {}
    assert pipeline.extract(two, workers=far(cluster)).written == ()


def test_merge_and_check_write_and_find_the_same(tmp_path, cluster):
    found = []
    for name, workers in (("one", HERE), ("two", far(cluster))):
        project = make(tmp_path / name, articles(40), 'targets = ["pl"]\n')
        pipeline.extract(project, workers=workers)
        for path in (tmp_path / name / "locale" / "pl").rglob("*.po"):
            entries = catalog.read(path.read_bytes(), path.name, "pl")
            kept = [
                each._replace(target=path.stem if each.context == "slug" else each.source) for each in entries.entries
            ]
            path.write_bytes(catalog.dump(replace(entries, entries=tuple(kept))))
        merged = pipeline.merge(project, workers=workers)
        checked = check(project, workers=workers)
        assert len(merged.written) > 40
        found.append((merged.counts, merged.findings, checked.result.findings))
    assert found[0] == found[1]
    assert files(tmp_path / "one") == files(tmp_path / "two")


def files(root):
    names = [path for path in sorted(root.rglob("*")) if path.is_file() and ".locpipe" not in path.parts]
    return {path.relative_to(root): path.read_bytes() for path in names}


def test_the_command_takes_an_address(tmp_path, cluster):
    make(tmp_path, articles(30), CONFIG)
    done = run_locpipe("extract", "--scheduler", cluster.address, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.count("\n") == 1
    assert len(everything(tmp_path)) == 90


def test_every_problem_is_told(tmp_path, cluster):
    broken = {name: "---\ntitle: [\n---\n" + text if name[-4] in "37" else text for name, text in articles(60).items()}
    make(tmp_path, broken)
    done = run_locpipe("extract", "--scheduler", cluster.address, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "content/en/a003.md" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "locale").exists()


# What dies in the middle.


def test_a_worker_that_is_killed_in_mid_run_changes_no_byte(tmp_path):
    one, two = make(tmp_path / "one", articles(200), CONFIG), make(tmp_path / "two", articles(200), CONFIG)
    first = pipeline.extract(one, workers=HERE)
    with DaskCluster() as cluster:

        def tick(number, _total):
            # Articles are asked for as the cluster gets on: some are done, some are with the workers.
            if number == 100:
                cluster.workers[0].kill()

        second = pipeline.extract(two, workers=far(cluster), tick=tick)
        assert cluster.workers[0].wait() == -signal.SIGKILL
        assert cluster.workers[1].poll() is None
    assert (first.counts, first.findings) == (second.counts, second.findings)
    assert len(second.written) == len(set(second.written)) == 600
    assert everything(tmp_path / "one") == everything(tmp_path / "two")
    assert pipeline.extract(two, workers=HERE).written == ()


def test_what_a_worker_did_that_died_at_it_is_done_again(tmp_path):
    with DaskCluster() as cluster:
        assert list(spread(dying, str(tmp_path / "died"), range(200), far(cluster))) == list(range(200))
        assert sorted(worker.poll() is None for worker in cluster.workers) == [False, True]


@pytest.mark.parametrize("what", ["all workers", "the scheduler"])
def test_without_the_cluster_this_process_does_the_rest(what):
    with DaskCluster() as cluster:
        found = []
        for each in spread(squared, "", range(400), far(cluster)):
            found.append(each)
            if len(found) == 20:
                for process in cluster.workers if what == "all workers" else [cluster.scheduler]:
                    process.kill()
    numbers = [each[0] for each in found if not isinstance(each, LocpipeError)]
    assert numbers == [number * number for number in range(400) if number % 10 != 7]
    assert os.getpid() in {each[1] for each in found if not isinstance(each, LocpipeError)}


# Clusters that do not do.


def refusal(tmp_path, address, *more):
    make(tmp_path, articles(30), CONFIG)
    done = run_locpipe("extract", "--scheduler", address, *more, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1), done.stderr
    assert not (tmp_path / "locale").exists()
    return done.stderr


def test_an_address_where_nobody_answers_is_one_line(tmp_path):
    said = refusal(tmp_path, "tcp://127.0.0.1:9")
    assert "--scheduler tcp://127.0.0.1:9: no Dask scheduler answers" in said
    assert said.endswith("; start one, or correct the address\n")


def test_an_address_that_is_none_is_one_line(tmp_path):
    assert "--scheduler nonsense: no Dask scheduler answers (missing port" in refusal(tmp_path, "nonsense")


def test_jobs_and_scheduler_are_not_both_meant(tmp_path):
    make(tmp_path, articles(1), CONFIG)
    done = run_locpipe("extract", "--jobs", "2", "--scheduler", "tcp://127.0.0.1:9", cwd=tmp_path)
    assert done.returncode == 2
    assert "give one of them" in done.stderr


def test_a_cluster_without_workers_is_one_line(tmp_path):
    with DaskCluster(workers=0) as cluster:
        assert f"it has no workers; start some: dask worker {cluster.address}" in refusal(tmp_path, cluster.address)


def test_a_worker_without_locpipe_is_one_line(tmp_path):
    packages = tmp_path / "packages"
    packages.mkdir()
    for folder in map(Path, site.getsitepackages()):
        for each in folder.iterdir():
            if "locpipe" not in each.name:
                (packages / each.name).symlink_to(each)
    with DaskCluster(workers=0) as cluster:
        # -S: nothing but the folder above.
        cluster.add((sys.executable, "-S"), packages)
        with cluster:
            said = refusal(tmp_path / "project", cluster.address)
    assert "locpipe is not installed on tcp://" in said
    assert "; install it on every worker" in said


def test_a_worker_with_another_locpipe_is_one_line(tmp_path):
    shutil.copytree(REPOSITORY / "src" / "locpipe", tmp_path / "other" / "locpipe")
    with (tmp_path / "other" / "locpipe" / "meaning.py").open("a", encoding="utf-8") as file:
        file.write("\n# Another rule.\n")
    with DaskCluster(workers=1) as cluster:
        cluster.add(path=tmp_path / "other")
        with cluster:
            assert "has another locpipe, or other packages, than this machine" in refusal(
                tmp_path / "project", cluster.address
            )


def test_without_the_extra_it_says_what_to_install():
    code = (
        "import sys\n"
        "sys.modules['distributed'] = None\n"
        "from locpipe.errors import UsageError\n"
        "from locpipe.pipeline.scheduler import cluster\n"
        "try:\n"
        "    with cluster('tcp://127.0.0.1:9'): pass\n"
        "except UsageError as error:\n"
        "    print(error)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "--scheduler needs Dask, which is not installed; install locpipe[dask]\n"


def test_few_articles_need_no_cluster():
    assert list(spread(squared, "", range(5), Workers(scheduler="tcp://127.0.0.1:9")))[2][1] == os.getpid()
    with pytest.raises(UsageError):
        list(spread(squared, "", range(50), Workers(scheduler="nonsense")))
