"""The use cases as functions, for programs that use locpipe as a library; importing this imports all of them."""

from __future__ import annotations

from locpipe.pipeline.adopt import adopt
from locpipe.pipeline.demo import Demo, Figures, demo
from locpipe.pipeline.extract import extract
from locpipe.pipeline.init import Init, init
from locpipe.pipeline.merge import merge
from locpipe.pipeline.result import Result, Tick
from locpipe.pipeline.run import run
from locpipe.project import find_project

__all__ = [
    "Demo",
    "Figures",
    "Init",
    "Result",
    "Tick",
    "adopt",
    "demo",
    "extract",
    "find_project",
    "init",
    "merge",
    "run",
]
