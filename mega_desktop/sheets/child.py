"""The reader process: takes one request on stdin, answers in JSON lines on stdout, and ends.

Lines: `{"first": {…}}` for the first rows of a large file, `{"done": 40, "what": "…"}` while it works, then
`{"table": {…}}` or `{"problem": [title, advice], "detail": "…"}`. The cells themselves go into the file
that the request names.
"""

from __future__ import annotations

import json
import sys
import traceback
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

from mega_desktop.sheets.documents import to_document
from mega_desktop.sheets.formats import Opened, import_usual_readers, open_file
from mega_desktop.sheets.grid import Facts, Source, StartAgain, Step
from mega_desktop.sheets.layout import LaidOut, lay_out
from mega_desktop.sheets.limits import limit_this_process
from mega_desktop.sheets.recognise import damaged
from mega_desktop.sheets.storing import stored
from mega_desktop.sheets.table import FileProblem, LeftOut, Table


def main() -> int:
    """Reads what stdin asks for."""
    import_usual_readers()
    asked = sys.stdin.buffer.read()
    if not asked:  # nobody needs it any more
        return 0
    request = json.loads(asked)
    sys.excepthook = partial(_say_unforeseen, request)
    limit_this_process(request["content_bytes"])
    try:
        _say(table=to_document(read(request, lambda done, what: _say(done=done, what=what))))
    except FileProblem as problem:
        _say(problem=[problem.title, problem.advice], detail=problem.detail)
    return 0


def read(request: dict[str, Any], step: Step) -> Table:
    """Reads what `request` asks for, in this very process; says the first rows first if it asks for them."""
    with ExitStack() as open_files:
        opened = open_file(request, step, open_files)
        if request["first_rows"]:
            _tell_first_rows(opened, request)
        return _laid_out(opened.whole(), request, Path(request["target"]))


def _tell_first_rows(opened: Opened, request: dict[str, Any]) -> None:
    # Whatever is wrong with them is found again, and said, when the whole is read.
    with suppress(FileProblem):
        if (beginning := opened.beginning()) is not None:
            target = Path(request["target"]).with_suffix(".first.parquet")
            _say(first=to_document(_laid_out(beginning, request, target)))


def _laid_out(source: Source, request: dict[str, Any], target: Path) -> Table:
    left_out = [LeftOut(kind) for kind in request["left_out"]]
    while True:
        with suppress(StartAgain):
            laid_out = lay_out(source, request["header_row"], left_out, target)
            return _table(request, target, source.facts(), laid_out)


def _table(request: dict[str, Any], target: Path, facts: Facts, laid_out: LaidOut) -> Table:
    """The parent adds the fingerprint."""
    return Table(
        path=Path(request["path"]),
        file=target,
        sha256="",
        size_bytes=0,
        format=request["format"],
        encoding=facts.encoding,
        encodings=facts.encodings,
        separator=facts.separator,
        sheets=facts.sheets,
        sheet=facts.sheet,
        header_row=laid_out.header_row,
        first_row=laid_out.first_row,
        rows=laid_out.rows,
        columns=laid_out.columns,
        notes=facts.notes + laid_out.notes,
        heading=laid_out.heading,
        left_out=laid_out.left_out,
        frame=stored(target),
    )


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
