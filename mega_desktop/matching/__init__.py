"""matching: a `Table` and the destination's fields become a `Mapping`, and with it `Leads`."""

from __future__ import annotations

from mega_desktop.matching.application import apply
from mega_desktop.matching.choices import match_choices
from mega_desktop.matching.choosing import choices_named
from mega_desktop.matching.document import from_document, to_document
from mega_desktop.matching.evidence import values_of
from mega_desktop.matching.exports import Export, export_called
from mega_desktop.matching.leads import INTO, LEFT_OUT, PROBLEM, PROBLEM_FIELD, WHY, Leads
from mega_desktop.matching.losses import losses
from mega_desktop.matching.mapping import Certainty, ColumnMatch, Mapping, NamePart, Repeats
from mega_desktop.matching.phones import countries
from mega_desktop.matching.questions import questions_of
from mega_desktop.matching.readiness import clashes, problem_with
from mega_desktop.matching.recounting import recount, telling
from mega_desktop.matching.rejudging import clean_typed, rejudge
from mega_desktop.matching.remembered import Remembered, RememberedMappings
from mega_desktop.matching.repeats import RepeatCounts, fold_repeats, repeat_counts, same_person, unfold
from mega_desktop.matching.samples import (
    OpenQuestion,
    Samples,
    answered,
    open_question,
    samples,
)
from mega_desktop.matching.steps import (
    AS_IS,
    FIXED,
    WHOLE_CELL,
    StepKind,
    chosen_steps,
    kind_of,
    offered_steps,
    parameters_of,
    spell,
    steps_of,
)
from mega_desktop.matching.suggestion import candidate_slugs, suggest
from mega_desktop.matching.templates import open_template, read_document, save_template

__all__ = [
    "AS_IS",
    "FIXED",
    "INTO",
    "LEFT_OUT",
    "PROBLEM",
    "PROBLEM_FIELD",
    "WHOLE_CELL",
    "WHY",
    "Certainty",
    "ColumnMatch",
    "Export",
    "Leads",
    "Mapping",
    "NamePart",
    "OpenQuestion",
    "Remembered",
    "RememberedMappings",
    "RepeatCounts",
    "Repeats",
    "Samples",
    "StepKind",
    "answered",
    "apply",
    "candidate_slugs",
    "choices_named",
    "chosen_steps",
    "clashes",
    "clean_typed",
    "countries",
    "export_called",
    "fold_repeats",
    "from_document",
    "kind_of",
    "losses",
    "match_choices",
    "offered_steps",
    "open_question",
    "open_template",
    "parameters_of",
    "problem_with",
    "questions_of",
    "read_document",
    "recount",
    "rejudge",
    "repeat_counts",
    "same_person",
    "samples",
    "save_template",
    "spell",
    "steps_of",
    "suggest",
    "telling",
    "to_document",
    "unfold",
    "values_of",
]
