"""The reader process: takes one request on stdin, answers in JSON lines on stdout, and ends.

Lines: `{"done": 40, "what": "…"}` while it works, then `{"table": {…}}` or `{"problem": [title, advice],
"detail": "…"}`. The frame itself goes into the Arrow file that the request names.
"""

from __future__ import annotations

import json
import sys
import traceback
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from mega_desktop.sheets.delimited import read_delimited
from mega_desktop.sheets.documents import to_document
from mega_desktop.sheets.grid import Grid, Step
from mega_desktop.sheets.layout import lay_out
from mega_desktop.sheets.limits import limit_this_process
from mega_desktop.sheets.recognise import damaged
from mega_desktop.sheets.table import FileProblem, Table


def main() -> int:
    """Reads what stdin asks for."""
    request = json.loads(sys.stdin.buffer.read())
    sys.excepthook = partial(_say_unforeseen, request)
    limit_this_process(request["content_bytes"])
    try:
        _say(table=to_document(read(request, lambda done, what: _say(done=done, what=what))))
    except FileProblem as problem:
        _say(problem=[problem.title, problem.advice], detail=problem.detail)
    return 0


def read(request: dict[str, Any], step: Step) -> Table:
    """Reads what `request` asks for, in this very process."""
    path = Path(request["path"])
    grid = _grid(path, request, step)
    step(80, "Looking at the columns")
    arrow = Path(request["arrow"])
    laid_out = lay_out(grid, request["header_row"])
    step(95, "Putting the table down")
    laid_out.frame.write_ipc(arrow)
    return Table(
        path=path,
        arrow=arrow,
        sha256=request["sha256"],
        size_bytes=request["size_bytes"],
        format=request["format"],
        encoding=grid.encoding,
        separator=grid.separator,
        sheets=grid.sheets,
        sheet=grid.sheet,
        header_row=laid_out.header_row,
        first_row=laid_out.first_row,
        columns=laid_out.columns,
        notes=grid.notes + laid_out.notes,
        heading=laid_out.heading,
        frame=laid_out.frame,
    )


def _grid(path: Path, request: dict[str, Any], step: Step) -> Grid:
    if request["format"] == "csv":
        scratch = Path(request["arrow"]).with_suffix(".txt")
        return read_delimited(path, scratch, request["encoding"], request["separator"], step)
    from mega_desktop.sheets.workbook import read_workbook

    return read_workbook(path, request["format"], request["sheet"], step)


def _say(**line: Any) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


def _say_unforeseen(
    request: dict[str, Any], kind: type[BaseException], _error: BaseException, trace: TracebackType | None
) -> None:
    """Says where a parser gave up; not with its own words, since those may quote cells."""
    own = [frame for frame in traceback.extract_tb(trace) if "mega_desktop" in frame.filename]
    where = f" in {Path(own[-1].filename).name}:{own[-1].lineno}" if own else ""
    problem = damaged(Path(request["path"]).name, f"{kind.__name__}{where}")
    _say(problem=[problem.title, problem.advice], detail=problem.detail)


if __name__ == "__main__":
    sys.exit(main())
