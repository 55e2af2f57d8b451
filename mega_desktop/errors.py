"""The one root of every error a person gets to see.

    Problem                 something the person can act on
    ├── UsageProblem        the command was given wrongly
    ├── sheets.FileProblem  the file cannot be read
    ├── crm.CrmProblem      the CRM or the way to it
    ├── accounts.StoreProblem  the password store
    └── importing.ImportProblem  the journal, the disk, a second instance

`work.Cancelled` stands apart: the person asked for it, so it is never shown as an error.
"""

from __future__ import annotations


class Problem(Exception):
    """Something went wrong that the person can do something about.

    Args:
        title: What happened and what it means for the leads, one plain sentence.
        advice: What to do now, one plain sentence.
        detail: Technical facts for "Details" and the log. Never a token, never a cell value.
    """

    def __init__(self, title: str, advice: str = "", *, detail: str = "") -> None:
        super().__init__(title)
        self.title = title
        self.advice = advice
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.title} {self.advice}".strip()


class UsageProblem(Problem):
    """The command line was used in a way that cannot work."""
