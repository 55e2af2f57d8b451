"""What a clean-up step asks the person, in plain words, and how the answers are spelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QLocale, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from mega_desktop.crm import FieldKind
from mega_desktop.matching import WHOLE_CELL, countries, offered_steps, parameters_of, spell
from mega_desktop.window.theme import set_role
from mega_desktop.window.widgets.layout import clear, column
from mega_desktop.window.widgets.picker import OTHER, Entry, Picker, TypingPicker
from mega_desktop.window.widgets.text import caption

translate = QCoreApplication.translate


@dataclass(frozen=True)
class Parameter:
    """One thing a step has to be told.

    Attributes:
        caption: What is asked.
        choices: The answers there are; empty where any text will do.
        usual: The answer before the person gives one.
        needed: Without an answer the step can do nothing.
    """

    caption: str
    choices: tuple[Entry, ...] = ()
    usual: str = ""
    needed: bool = False

    def word(self, answer: str) -> str:
        """An answer as the person reads it."""
        return next((text for text, data in self.choices if data == answer), answer)


def parameters_for(name: str) -> tuple[Parameter, ...]:
    """What the step of this name asks, in the order in which it is spelled."""
    asked = _ASKED.get(name)
    return asked() if asked else ()


def needs_an_answer(name: str) -> bool:
    """The step cannot be added before the person said something."""
    return any(p.needed and not p.usual for p in parameters_for(name))


def usual_spelling(name: str) -> str:
    """The step as it is when it is added."""
    return spelled(name, tuple(p.usual for p in parameters_for(name))) or name


def spelled(name: str, answers: Sequence[str]) -> str | None:
    """The step with these answers; None while one that it needs is missing."""
    parameters = parameters_for(name)
    if any(p.needed and not a for p, a in zip(parameters, answers, strict=True)):
        return None
    if name == "yes_no" and tuple(answers) == tuple(p.usual for p in parameters):
        return name
    given = list(answers)
    least = 2 if name == "find_replace" else 0
    while len(given) > least and not given[-1]:
        given.pop()
    return spell(name, *given)


def answers_of(step: str) -> tuple[str, ...]:
    """What was answered for a step, the usual where nothing was."""
    name, given = parameters_of(step)
    parameters = parameters_for(name)
    usual = tuple(p.usual for p in parameters) if not given else tuple("" for _ in parameters)
    return (*given, *usual[len(given) :])[: len(parameters)]


def described(step: str) -> str:
    """A step in words, with what was answered on a line of its own."""
    name, given = parameters_of(step)
    titles = {kind.name: kind.title for kind in offered_steps(FieldKind.TEXT)}
    title = titles.get(name, name)
    detail = _detail(name, answers_of(step)) if given else ""
    return f"{title}\n{detail}" if detail else title


def way_word(step: str) -> str:
    """How a step that was told so reads dates or numbers: "day first"."""
    _name, given = parameters_of(step)
    return _ways().get("".join(given), "")


def _detail(name: str, answers: tuple[str, ...]) -> str:
    parameters = parameters_for(name)
    if name == "find_replace":
        replaced = translate("Steps", "“{find}” → “{replacement}”")
        text = replaced if answers[1] else translate("Steps", "“{find}” → nothing")
        return text.format(find=answers[0], replacement=answers[1])
    words = [p.word(a) for p, a in zip(parameters, answers, strict=True)]
    return " · ".join(word for word in words if word)


def _ways() -> dict[str, str]:
    return {
        "day_first": translate("Steps", "day first"),
        "month_first": translate("Steps", "month first"),
        "iso": translate("Steps", "year first"),
        "decimal_point": translate("Steps", "decimal point"),
        "decimal_comma": translate("Steps", "decimal comma"),
    }


def _country() -> tuple[Parameter, ...]:
    territories = {code: QLocale.codeToTerritory(code) for code in countries()}
    named = sorted(
        (QLocale.territoryToString(territory), code)
        for code, territory in territories.items()
        if territory != QLocale.Country.AnyTerritory  # Qt has no name for a few islands
    )
    none = (translate("Steps", "Leave the numbers as they are"), "")
    return (Parameter(translate("Steps", "Country of numbers without a country code"), (none, *named)),)


def _date_order() -> tuple[Parameter, ...]:
    as_shown = (translate("Steps", "As the column shows"), "")
    orders = (
        (translate("Steps", "Day first: 31/12/2026"), "day_first"),
        (translate("Steps", "Month first: 12/31/2026"), "month_first"),
        (translate("Steps", "Year first: 2026-12-31"), "iso"),
    )
    return (Parameter(translate("Steps", "Order of day, month and year"), (as_shown, *orders)),)


def _decimals() -> tuple[Parameter, ...]:
    as_shown = (translate("Steps", "As the column shows"), "")
    marks = (
        (translate("Steps", "Point: 1,234.56"), "decimal_point"),
        (translate("Steps", "Comma: 1.234,56"), "decimal_comma"),
    )
    return (Parameter(translate("Steps", "Decimal mark"), (as_shown, *marks)),)


def _half_of_name() -> tuple[Parameter, ...]:
    halves = ((translate("Steps", "First name"), "first"), (translate("Steps", "Last name"), "last"))
    return (Parameter(translate("Steps", "Which part to keep"), halves, "first", needed=True),)


def _yes_no() -> tuple[Parameter, ...]:
    return (
        Parameter(translate("Steps", "Send for yes"), usual="yes", needed=True),
        Parameter(translate("Steps", "Send for no"), usual="no", needed=True),
    )


def _separator() -> tuple[Parameter, ...]:
    marks = (
        (translate("Steps", "Semicolon ;"), ";"),
        (translate("Steps", "Comma ,"), ","),
        (translate("Steps", "Vertical bar |"), "|"),
        (translate("Steps", "Slash /"), "/"),
        (translate("Steps", "Line break"), "\n"),
        (translate("Steps", "Three colons :::"), ":::"),
        (translate("Steps", "Something else…"), OTHER),
    )
    return (Parameter(translate("Steps", "What stands between the values"), marks, ";", needed=True),)


def _find_replace() -> tuple[Parameter, ...]:
    where = (
        (translate("Steps", "Wherever it stands"), ""),
        (translate("Steps", "Only where it is the whole cell"), WHOLE_CELL),
    )
    return (
        Parameter(translate("Steps", "Find"), needed=True),
        Parameter(translate("Steps", "Replace with (empty: take it out)")),
        Parameter(translate("Steps", "Where"), where),
    )


def _fixed() -> tuple[Parameter, ...]:
    return (Parameter(translate("Steps", "Value for every row"), needed=True),)


_ASKED = {
    "phone": _country,
    "date": _date_order,
    "number": _decimals,
    "money": _decimals,
    "split_name": _half_of_name,
    "yes_no": _yes_no,
    "first_of_many": _separator,
    "find_replace": _find_replace,
    "fixed": _fixed,
}


class ParameterForm(QWidget):
    """The questions of one step; hidden where it asks nothing.

    Signals:
        answered: The step as it is spelled now.
    """

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._given: tuple[str, ...] = ()
        self._parameters: tuple[Parameter, ...] = ()
        self.inputs: list[QLineEdit | Picker] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(8)

    def show_step(self, step: str) -> None:
        """Shows a step's answers; the same step keeps what is being typed where it is. "" shows none."""
        name, _given = parameters_of(step)
        if name != self._name:
            self._build(name)
        self._given = answers_of(step)
        for asked, entry, answer in zip(self._parameters, self.inputs, self._given, strict=True):
            _put(asked, entry, answer)
        self.setVisible(bool(self.inputs))

    def _build(self, name: str) -> None:
        clear(self._box)
        self._name, self._parameters = name, parameters_for(name)
        self.inputs = [self._make(at, p) for at, p in enumerate(self._parameters)]
        for asked, entry in zip(self._parameters, self.inputs, strict=True):
            self._box.addLayout(column(caption(asked.caption, entry, wrap=True), entry, spacing=4))

    def _make(self, at: int, asked: Parameter) -> QLineEdit | Picker:
        name = f"parameter{at}"
        if not asked.choices:
            line = QLineEdit()
            line.setObjectName(name)
            line.editingFinished.connect(self._tell)
            return line
        can_type = any(data == OTHER for _text, data in asked.choices)
        picker = TypingPicker(name) if can_type else Picker(name)
        picker.picked.connect(self._tell)
        return picker

    @Slot()
    def _tell(self) -> None:
        answers = tuple(_answer(entry) for entry in self.inputs)
        for asked, entry, answer in zip(self._parameters, self.inputs, answers, strict=True):
            set_role(entry, "wrong" if asked.needed and not answer else "")
        step = spelled(self._name, answers)
        if step is not None and answers != self._given:
            self.answered.emit(step)


def _put(asked: Parameter, entry: QLineEdit | Picker, answer: str) -> None:
    if isinstance(entry, Picker):
        entry.show_entries(asked.choices, answer)
    elif entry.text() != answer and not (entry.hasFocus() and entry.isModified()):
        entry.setText(answer)


def _answer(entry: QLineEdit | Picker) -> str:
    if isinstance(entry, TypingPicker):
        return entry.answer or ""
    return str(entry.currentData() or "") if isinstance(entry, Picker) else entry.text()
