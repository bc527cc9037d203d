"""The process in which files are parsed: one JSON job a line in, progress and one reading a job out.

`python -m ingestion.child` is started by `ingestion.process`. A parser that aborts, hangs or eats memory takes this
process with it and nothing else.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from dataclasses import asdict
from datetime import date
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import Any, TextIO

from ingestion.answers import Answers
from ingestion.job import read_job, sheet_job, show_job
from ingestion.limits import Limits
from ingestion.mending import mend_job
from ingestion.process_limits import limit_this_process
from ingestion.reading import refused
from ingestion.refusal import Refused
from ingestion.task import Job, cost_kind, size_of


def job_from_json(values: dict[str, Any]) -> Job:
    """The job that the parent wrote."""
    return Job(
        path=Path(values["path"]),
        name=values["name"],
        work=Path(values["work"]),
        today=date.fromisoformat(values["today"]),
        answers=None if values["answers"] is None else Answers.from_json(values["answers"]),
        limits=Limits.from_json(values["limits"]),
        known_layouts={layout: Answers.from_json(known) for layout, known in values["known_layouts"].items()},
        clean=Path(values["clean"]) if values["clean"] else None,
        places=tuple((sheet, line) for sheet, line in values["places"]),
        task=values["task"],
    )


def serve(jobs: TextIO, answers: TextIO) -> None:
    """Work off jobs until the input ends."""

    def say(message: dict[str, Any]) -> None:
        answers.write(json.dumps(message, ensure_ascii=True, default=str) + "\n")
        answers.flush()

    for line in jobs:
        job = job_from_json(json.loads(line))
        kind, size = cost_kind(job.path), size_of(job.path)
        limit_this_process(job.limits.memory_for(kind, size), job.limits.seconds_for(kind, size))
        if job.places:
            say({"rows": [asdict(row) for row in show_job(job)]})
            continue
        if job.task != "read":
            say(_answer(job))
            continue
        try:
            reading = read_job(job, lambda stage, share: say({"progress": [stage, share]}))
        except MemoryError:
            reading = refused(job.path, job.name, "too_heavy", {})
        say({"reading": reading.to_json()})


def _answer(job: Job) -> dict[str, Any]:
    """What becomes of rows that a person put right, in a row file or in a sheet that he saved."""
    try:
        if job.task == "mend":
            return {"staged": mend_job(job).to_json()}
        return {"sheet": asdict(sheet_job(job))}
    except Refused as no:
        return {"refused": no.code, "facts": no.facts}
    except MemoryError:
        return {"refused": "too_heavy", "facts": {}}


class _NoNumpy(MetaPathFinder):
    """pyarrow can do without numpy and pandas, but loads them where it finds them, half a second for nothing: here it
    finds none."""

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name in ("numpy", "pandas"):
            raise ModuleNotFoundError(f"{name} is not used in the reader process", name=name)


if __name__ == "__main__":
    sys.meta_path.insert(0, _NoNumpy())
    gc.freeze()  # what was imported stays; it need not be looked through again
    gc.set_threshold(100_000, 20, 100)
    serve(sys.stdin, sys.stdout)
    sys.stdout.flush()
    # Nothing is left to put away; to take the engines down piece by piece would only keep the parent waiting.
    os._exit(0)
