"""Runs that are killed: a forked child meets SIGKILL before its n-th step on disk."""

from __future__ import annotations

import os
import signal
import sys

from locpipe.errors import LocpipeError

# Audit events come before the step that they name (https://docs.python.org/3/library/audit_events.html).
STEPS = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}


def in_child(root, action, hook):
    """Run `action` in a forked child, `hook(count, event, paths)` before each of its steps below `root`."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = 3
    try:
        count = iter(range(1_000_000))

        def note(event, arguments):
            paths = [os.fspath(each) for each in arguments[:2] if isinstance(each, (str, os.PathLike))]
            if event in STEPS and any(path.startswith(str(root)) for path in paths):
                hook(next(count), event, paths)

        sys.addaudithook(note)
        action()
        code = 0
    except LocpipeError as error:
        code = 2
        (root.parent / "said").write_text(str(error))
    finally:
        os._exit(code)
    return code


def killed(root, action, step):
    """Run `action` in a child that is killed before its step number `step`; tell whether it came so far."""

    def kill(count, event, paths):
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    code = in_child(root, action, kill)
    assert code in (0, -signal.SIGKILL)
    return code != 0
