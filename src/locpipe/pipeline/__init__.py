"""One use case per module; the command line calls these and shows what they return."""

from __future__ import annotations

from locpipe.pipeline.adopt import adopt
from locpipe.pipeline.demo import Demo, Figures, demo
from locpipe.pipeline.extract import extract
from locpipe.pipeline.init import Init, init
from locpipe.pipeline.merge import merge
from locpipe.pipeline.result import Result, Tick
from locpipe.pipeline.run import run

__all__ = ["Demo", "Figures", "Init", "Result", "Tick", "adopt", "demo", "extract", "init", "merge", "run"]
