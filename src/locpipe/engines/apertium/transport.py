"""How Apertium is run: by its command on this machine, or by an APy server."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Mapping
from contextlib import suppress
from tempfile import TemporaryDirectory
from typing import Protocol

from locpipe.engines.base import Settings
from locpipe.errors import EngineError

_INSTALL = "install it (Debian: apt install apertium transfuse, and a pair such as apertium-eng-spa)"


class Transport(Protocol):
    """What runs Apertium. Every method but `close` and `remedy` may raise EngineError."""

    def directions(self) -> frozenset[str]:
        """Return the directions that are installed: "eng-spa"."""
        ...

    def translated(self, direction: str, document: str) -> str:
        """Return an HTML document translated."""
        ...

    def version(self) -> str:
        """Return what tells one release from the next."""
        ...

    def remedy(self, direction: str) -> str:
        """Return what to do where a direction is missing."""
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def connect(settings: Settings) -> Transport:
    """Return the server where the configuration has its address, else the command; nothing runs yet."""
    if not settings.url:
        return Command(settings)
    from locpipe.engines.apertium.server import Server

    return Server(settings)


def late(seconds: float) -> str:
    """Return what is wrong where Apertium takes too long, and what to do."""
    next_step = "raise [engine] timeout, or run again: what is finished is saved"
    return f"apertium: no answer in {seconds:g} s; {next_step}"


class Command:
    """The `apertium` command."""

    def __init__(self, settings: Settings) -> None:
        self._timeout = settings.timeout
        self._environment = settings.environment
        self._turn = threading.Lock()
        self._directions: frozenset[str] | None = None

    def directions(self) -> frozenset[str]:
        """Return the directions, asked for once."""
        with self._turn:
            if self._directions is None:
                self._directions = frozenset(self._run("-l").split())
            return self._directions

    def translated(self, direction: str, document: str) -> str:
        """Return the document translated; words that Apertium does not know stay as they are."""
        if shutil.which("tf-extract", path=self._environment.get("PATH")) is None:
            # Without it Apertium leaves every tag where it was in the sentence, around other words.
            raise EngineError(f"apertium: there is no tf-extract, which moves tags with their words; {_INSTALL}")
        return self._run("-u", "-f", "html-noent", direction, text=document)

    def version(self) -> str:
        """Return Apertium's own version; that of the data is known to the system's packages alone."""
        return self._run("-V").strip()

    def remedy(self, direction: str) -> str:
        """Return how to install the direction's data."""
        return f"install its data (Debian: apt install apertium-{direction})"

    def close(self) -> None:
        """Do nothing: no process outlives its request."""

    def _run(self, *arguments: str, text: str = "") -> str:
        """Return what the command prints."""
        with TemporaryDirectory(prefix="locpipe-apertium-") as folder:
            try:
                process = subprocess.Popen(
                    ["apertium", *arguments],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                    env=_surroundings(self._environment, folder),
                    start_new_session=True,
                )
            except OSError as error:
                why = f"the command cannot be run ({error.strerror})"
                raise EngineError(f"apertium: {why}; {_INSTALL}, or choose another engine with --engine") from error
            with process:
                printed, complaints = self._awaited(process, text)
        if process.returncode or (text and not printed):
            why = _first_line(complaints) or f"it ended with {process.returncode}"
            raise EngineError(f"apertium: {why}; try `echo house | apertium {arguments[-1]}` by hand")
        return printed.decode("utf-8", "replace")

    def _awaited(self, process: subprocess.Popen[bytes], text: str) -> tuple[bytes, bytes]:
        """Return what the process writes; where that takes too long, it ends with all the programs it has started."""
        try:
            return process.communicate(text.encode(), timeout=self._timeout)
        except BaseException as error:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            if isinstance(error, subprocess.TimeoutExpired):
                raise EngineError(late(self._timeout)) from None
            raise


def _surroundings(environment: Mapping[str, str], folder: str) -> dict[str, str]:
    """Return the variables for the command.

    LC_ALL would keep it from choosing a UTF-8 locale itself, which it does; its programs put their files in TMPDIR, and
    leave them there when they are stopped.
    """
    return {name: value for name, value in environment.items() if name != "LC_ALL"} | {"TMPDIR": folder}


def _first_line(complaints: bytes) -> str:
    lines = (" ".join(line.split()) for line in complaints.decode("utf-8", "replace").split("\n"))
    return next(filter(None, lines), "")[:200]
