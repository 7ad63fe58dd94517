"""Engine cache and memory on a real PostgreSQL server: several machines at once, and every way in which it can fail."""

from __future__ import annotations

import subprocess
import sys
import time

import pytest

from conftest import run_locpipe
from deepl_server import DeepLServer
from locpipe.errors import ConfigError, MemoryFileError
from locpipe.memory import Cached, Segment, address_in, open_cache, open_memory
from locpipe.pipeline import prefill as prefill_module
from locpipe.project import find_project
from postgres_server import PASSWORD, PostgresServer, requires_postgresql
from prefilling import CONFIG, fill, project, targets

pytestmark = requires_postgresql()

WRITER = """
import sys
from locpipe.memory import Cached, address_in, open_cache

url, name, most = sys.argv[1:]
with open_cache(address_in(url, "engine.cache")) as cache:
    for number in range(int(most)):
        cache.put({f"{name} {number}": Cached(name), f"shared {number}": Cached("same"), "hot": Cached(name)})
        print(f"{name} {number}", flush=True)
"""

READER = """
import sys
from locpipe.memory import Segment, address_in, open_memory

url, name = sys.argv[1:]
def read(file):
    print(file, flush=True)
    return [("pl", Segment(f"Source {number} of {file[0]}.", f"{file} {number}")) for number in range(300)]

# Half of the files are everyone's, the other half are this one's own.
files = {f"{number}.po": "1" for number in range(20)} | {f"{number} {name}.po": "1" for number in range(20)}
with open_memory(address_in(url, "memory.store"), patience=120) as memory:
    memory.refresh(files, read)
    found = [segment.where for segment in memory.segments("pl")]
    assert sorted(set(found)) == sorted(files) and len(found) == 40 * 300, len(found)
"""


def start(code, *arguments):
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def cache_at(url, patience=30.0):
    return open_cache(address_in(url, "engine.cache"), patience)


def index_at(url, patience=10.0):
    return open_memory(address_in(url, "memory.store"), patience)


@pytest.fixture
def own_server():
    """Give a server that the test may kill."""
    with PostgresServer() as server:
        yield server


def refusal(url):
    with pytest.raises(MemoryFileError) as cache_error, cache_at(url):
        pass
    with pytest.raises(MemoryFileError) as memory_error:
        index_at(url)
    messages = str(cache_error.value), str(memory_error.value)
    for message in messages:
        assert "\n" not in message
        assert PASSWORD not in message
        assert "wrong" not in message
    assert messages[0].replace("engine.cache", "memory.store") == messages[1]
    return messages[0]


# Several at once.


def test_several_writers_at_once_lose_nothing(postgres_server):
    url = postgres_server.database()
    writers = [start(WRITER, url, name, "100") for name in "abcd"]
    for writer in writers:
        _, stderr = writer.communicate(timeout=120)
        assert (writer.returncode, stderr) == (0, "")
    with cache_at(url) as cache:
        kept = dict(cache.entries())
    names = {f"{name} {number}" for name in "abcd" for number in range(100)}
    assert set(kept) == names | {f"shared {number}" for number in range(100)} | {"hot"}
    assert kept["hot"].raw in set("abcd")


def test_several_machines_fill_one_index_and_read_each_file_once(postgres_server):
    url = postgres_server.database()
    readers = [start(READER, url, name) for name in "abc"]
    read = []
    for reader in readers:
        stdout, stderr = reader.communicate(timeout=120)
        assert (reader.returncode, stderr) == (0, "")
        read += stdout.split("\n")[:-1]
    assert sorted(read) == sorted(
        [f"{number}.po" for number in range(20)] + [f"{number} {name}.po" for number in range(20) for name in "abc"]
    )


def test_what_one_checkout_holds_is_not_found_from_another(postgres_server):
    url = postgres_server.database()
    with index_at(url) as main, index_at(url) as branch:
        main.refresh({"a.po": "1", "b.po": "1"}, lambda name: [("pl", Segment("A", f"main {name}"))])
        branch.refresh({"a.po": "2"}, lambda name: [("pl", Segment("A", "branch")), ("pl", Segment("B", "b"))])
        assert [each.target for each in main.segments("pl")] == ["main a.po", "main b.po"]
        assert [each.target for each in branch.segments("pl")] == ["branch", "b"]
        assert main.exact("B", "pl") is None
        assert main.fuzzy(["B"], "pl", 50) == [None]
        # Back on the other branch nothing is read again.
        assert branch.refresh({"a.po": "1"}, pytest.fail) == 0
        assert [each.target for each in branch.segments("pl")] == ["main a.po"]


def test_versions_that_no_run_has_had_for_a_month_are_forgotten(postgres_server):
    url = postgres_server.database()
    name = url.rpartition("/")[2]
    with index_at(url) as memory:
        memory.refresh({"old.po": "1"}, lambda _: [("pl", Segment("Old", "stary"))])
    postgres_server.psql("update locpipe.files set seen = now() - interval '31 days'", name)
    with index_at(url) as memory:
        memory.refresh({"new.po": "1"}, lambda _: [("pl", Segment("New", "nowy"))])
    assert postgres_server.psql("select convert_from(text, 'UTF8') from locpipe.sources", name) == "New"
    assert postgres_server.psql("select count(*) from locpipe.pairs", name) == "1"


# A server that is away.


def test_a_server_that_does_not_answer_is_one_line(own_server):
    url = own_server.database()
    own_server.kill()
    assert refusal(url) == (
        f"engine.cache: postgresql://owner@127.0.0.1:{own_server.port}/site1: connection refused; "
        "start the server, or set engine.cache to another one"
    )


def test_a_server_that_is_killed_and_comes_back_has_all_that_put_took(own_server):
    url = own_server.database()
    with start(WRITER, url, "a", "400") as writer:
        told = [writer.stdout.readline().strip() for _ in range(40)]
        own_server.kill()
        time.sleep(0.5)
        own_server.start()
        rest, stderr = writer.communicate(timeout=120)
    assert (writer.returncode, stderr) == (0, "")
    told += rest.split("\n")[:-1]
    assert told == [f"a {number}" for number in range(400)]
    with cache_at(url) as cache:
        assert {key for key, _ in cache.entries()} >= set(told)


def test_a_server_that_stays_away_ends_the_wait(own_server):
    with cache_at(own_server.database(), 3) as cache:
        cache.put({"a": Cached("a")})
        own_server.kill()
        with pytest.raises(MemoryFileError, match=r"connection refused; start the server"):
            cache.put({"b": Cached("b")})
        begun = time.monotonic()
        for _ in range(5):
            with pytest.raises(MemoryFileError, match=r"connection refused; start the server"):
                cache.get(["a"])
        assert time.monotonic() - begun < 2  # it is not waited for again


def test_an_index_whose_server_is_killed_costs_time_alone(own_server):
    with index_at(own_server.database()) as memory:
        memory.refresh({"a.po": "1"}, lambda _: [("pl", Segment("A b c", "a"))])
        own_server.kill()
        assert memory.exact("A b c", "pl").segment.target == "a"
        assert memory.fuzzy(["A b d"], "pl", 50)[0].segment.target == "a"


# A server that does not let us in, and tables that are not ours.


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"password": "wrong"}, 'password authentication failed for user "owner"; see user, database and password'),
        ({"password": ""}, 'password authentication failed for user "owner"; see user, database and password'),
        ({"name": "none"}, 'database "none" does not exist; see user, database and password'),
    ],
)
def test_who_is_not_let_in_is_told_why_in_one_line(postgres_server, how, said):
    name = postgres_server.database().rpartition("/")[2]
    assert said in refusal(postgres_server.url(**{"name": name, **how}))


def test_a_user_who_may_not_write_is_told_so(postgres_server):
    url = postgres_server.database()
    name = url.rpartition("/")[2]
    with cache_at(url) as cache:
        cache.put({"a": Cached("a")})
    index_at(url).close()
    postgres_server.psql(f"create user reader_{name} password '{PASSWORD}'", name)
    url = postgres_server.url(name, user=f"reader_{name}")
    assert "let the user create and write tables in the schema locpipe" in refusal(url)
    postgres_server.psql(f"grant usage on schema locpipe to reader_{name}", name)
    postgres_server.psql(f"grant select on all tables in schema locpipe to reader_{name}", name)
    with pytest.raises(MemoryFileError, match=r"cannot be written; let the user create and write"), cache_at(url):
        pass


def test_a_newer_cache_is_left_alone(postgres_server):
    url = postgres_server.database()
    with cache_at(url) as cache:
        cache.put({"a": Cached("a")})
    postgres_server.psql("update locpipe.parts set version = 99", url.rpartition("/")[2])
    with pytest.raises(MemoryFileError, match=r"was written by a newer locpipe; update locpipe"), cache_at(url):
        pass


@pytest.mark.parametrize("spoil", ["drop table locpipe.answers", "alter table locpipe.answers drop column raw"])
def test_a_damaged_cache_is_refused_and_stays_as_it_is(postgres_server, spoil):
    url = postgres_server.database()
    with cache_at(url) as cache:
        cache.put({"a": Cached("a")})
        postgres_server.psql(spoil, url.rpartition("/")[2])
        with pytest.raises(MemoryFileError, match=r"holds no engine cache of locpipe, or a damaged one; it was left"):
            cache.get(["a"])


@pytest.mark.parametrize("spoil", ["drop table locpipe.pairs", "alter table locpipe.sources drop column words"])
def test_a_damaged_index_is_made_anew_where_nobody_else_has_it_open(postgres_server, spoil):
    url = postgres_server.database()

    def answer(read):
        with index_at(url) as memory:
            count = memory.refresh({"a.po": "1"}, read)
            assert memory.fuzzy(["A b d"], "pl", 50)[0].segment.target == "a"
        return count

    def read(_name):
        return [("pl", Segment("A b c", "a"))]

    assert answer(read) == 1
    postgres_server.psql(spoil, url.rpartition("/")[2])
    with index_at(url):
        answer(read)
        assert "locpipe.answers" not in postgres_server.psql(r"\dt locpipe.*", url.rpartition("/")[2])
    answer(read)
    assert answer(pytest.fail) == 0


@pytest.mark.parametrize(
    "url",
    [
        "mysql://me:secret@host/db",
        "postgresql://host/db",
        "postgresql://me:secret@host",
        "postgresql://me:secret@host:port/db",
        "postgresql://me:secret@host/db?sslmode=secret",
        "postgresql://me:secret@host/db?secret=1",
        "postgresql://me:se/cret@host/db",
        "postgresql://me:secret@[host/db",
    ],
)
def test_a_url_that_means_nothing_is_one_line_without_it(url):
    with pytest.raises(ConfigError) as error:
        address_in(url, "engine.cache")
    assert str(error.value).startswith('"engine.cache"')
    assert "secret" not in str(error.value)
    assert "se/cret" not in str(error.value)


def test_an_address_does_not_show_its_password():
    address = address_in("postgresql://me:a%20b@[::1]:99/db?host=/run/pg&sslmode=verify-full", "engine.cache")
    assert (address.password, address.host, address.port, address.socket) == ("a b", "::1", 99, "/run/pg")
    assert "a b" not in repr(address) + address.shown
    assert address_in("postgres://me@host/db", "engine.cache", "other").password == "other"


def test_without_the_extra_it_says_what_to_install():
    code = (
        "import sys\n"
        "sys.modules['pg8000'] = None\n"
        "from locpipe.errors import ConfigError\n"
        "from locpipe.memory import address_in, open_cache\n"
        "try:\n"
        "    with open_cache(address_in('postgresql://me@127.0.0.1/db', 'engine.cache')): pass\n"
        "except ConfigError as error:\n"
        "    print(error)\n"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == '"engine.cache" names a PostgreSQL server; install what talks to it: locpipe[postgres]\n'


# Whole commands.


def configured(url):
    without = url.replace(f":{PASSWORD.replace(' ', '%20')}", "")
    return f'{CONFIG}[engine]\ncache = "{without}"\n[memory]\nstore = "{without}"\n'


def test_two_checkouts_pay_once(tmp_path, postgres_server, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    config = configured(postgres_server.database())
    with DeepLServer() as deepl:
        one, two = project(tmp_path / "one", config=config), project(tmp_path / "two", config=config)
        first, second = fill(one, deepl), fill(two, deepl)
        assert (first.spent.sent, second.spent.sent, second.spent.cached) == (deepl.used, 0, deepl.used)
    assert targets(one) == targets(two)
    assert all(targets(one).values())
    shown = run_locpipe("memory", "stats", cwd=tmp_path / "one")
    assert shown.returncode == 0
    assert f"index: memory.store: postgresql://owner@127.0.0.1:{postgres_server.port}/" in shown.stdout
    assert {path.name for path in tmp_path.rglob("*.sqlite")} <= {"analysis.sqlite"}
    assert PASSWORD not in shown.stdout + shown.stderr


def test_a_command_without_the_server_ends_with_2_and_writes_nothing(tmp_path, own_server, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    made = project(tmp_path, config=configured(own_server.database()))
    own_server.kill()
    before = targets(made)
    done = run_locpipe("prefill", "--engine", "pseudo", cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert "connection refused; start the server" in done.stderr
    assert PASSWORD not in done.stderr
    assert targets(made) == before


class Killing(DeepLServer):
    """DeepL, that ends another server when the first text arrives."""

    def __init__(self, victim):
        super().__init__()
        self.victim = victim

    def begin(self):
        super().begin()
        with self.lock:
            self.victim.kill()


def test_what_was_paid_for_while_the_server_went_away_is_in_the_catalogs(tmp_path, own_server, monkeypatch):
    monkeypatch.setenv("PGPASSWORD", PASSWORD)
    made = project(tmp_path / "one", config=configured(own_server.database()))
    with DeepLServer() as deepl:
        fill(project(tmp_path / "two"), deepl)
        price = deepl.used
    monkeypatch.setattr(prefill_module, "open_cache", lambda place: open_cache(place, 0.3))
    with Killing(own_server) as deepl:
        stopped = fill(made, deepl)
        assert stopped.error.exit_code == 3
        assert "connection refused; start the server" in str(stopped.error)
        assert deepl.used == stopped.spent.sent > 0
        filled = [source for source, target in targets(made).items() if target]
        assert filled
        own_server.start()
        deepl.begin = super(Killing, deepl).begin
        assert fill(made, deepl).error is None
        assert deepl.used == price
    assert all(targets(made).values())
    assert targets(made) == targets(find_project(tmp_path / "two"))
