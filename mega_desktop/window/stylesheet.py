"""The style sheet: what Fusion's palette cannot say. Widgets ask for a look with the property `role`."""

from __future__ import annotations

from mega_desktop.folders import resource
from mega_desktop.window.tokens import Tokens


def stylesheet(colours: Tokens, body_pt: float) -> str:
    """The whole style sheet for the application; sizes follow the body text of `body_pt` points."""
    parts = (_texts, _surfaces, _buttons, _fields, _tables, _bars)
    return "\n".join(part(colours, body_pt) for part in parts)


def _texts(c: Tokens, pt: float) -> str:
    return f"""
QLabel {{ color: {c.text}; background: transparent; }}
QLabel[role="heading"] {{ font-size: {pt * 1.6:.2f}pt; font-weight: 700; }}
QLabel[role="brand"] {{ font-size: {pt * 1.12:.2f}pt; font-weight: 700; }}
QLabel[role="title"] {{ font-weight: 600; }}
QLabel[role="number"] {{ font-size: {pt * 2.0:.2f}pt; font-weight: 700; }}
QLabel[role="muted"] {{ color: {c.text_muted}; }}
QLabel[role="small"] {{ color: {c.text_muted}; font-size: {pt * 0.9:.2f}pt; }}
QLabel[role="small-warn"] {{ color: {c.warn}; font-size: {pt * 0.9:.2f}pt; font-weight: 600; }}
QLabel[role="ok"] {{ color: {c.ok}; font-weight: 600; }}
QLabel[role="bad"] {{ color: {c.bad}; }}
QLabel[role="warn"] {{ color: {c.warn}; }}
QToolTip {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; padding: 4px 8px; }}
"""


def _surfaces(c: Tokens, _pt: float) -> str:
    return f"""
QMainWindow, QDialog {{ background: {c.window}; }}
QFrame[role="card"] {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 12px; }}
QFrame[role="drop"] {{ background: {c.surface}; border: 2px dashed {c.line}; border-radius: 12px; }}
QFrame[role="footer"] {{ background: {c.surface}; border: none; border-top: 1px solid {c.line}; }}
QFrame[role="rail"] {{ background: {c.rail}; border: none; border-right: 1px solid {c.line}; }}
QFrame[role="banner-warn"] {{ background: {c.warn_soft}; border: none; border-radius: 12px; }}
QFrame[role="banner-bad"] {{ background: {c.bad_soft}; border: none; border-radius: 12px; }}
QFrame[role="banner-info"] {{ background: {c.info_soft}; border: none; border-radius: 12px; }}
QFrame[role="line"] {{ background: {c.line}; border: none; max-height: 1px; min-height: 1px; }}
QScrollArea, QScrollArea > QWidget > QWidget[role="clear"] {{ background: transparent; border: none; }}
QStackedWidget {{ background: transparent; }}
"""


def _buttons(c: Tokens, pt: float) -> str:
    return f"""
QPushButton {{
    color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px;
    padding: 8px 16px; min-height: 20px; font-weight: 500;
}}
QPushButton:hover {{ background: {c.grey_soft}; }}
QPushButton:pressed {{ background: {c.line}; }}
QPushButton:focus {{ border: 2px solid {c.accent}; padding: 7px 15px; }}
QPushButton:disabled {{ color: {c.text_muted}; background: {c.grey_soft}; }}
QPushButton[role="primary"] {{ color: {c.accent_text}; background: {c.accent}; border-color: {c.accent}; }}
QPushButton[role="primary"]:hover {{ background: {c.accent_hover}; border-color: {c.accent_hover}; }}
QPushButton[role="primary"]:focus {{ border: 2px solid {c.text}; }}
QPushButton[role="primary"]:disabled {{
    color: {c.text_muted}; background: {c.grey_soft}; border-color: {c.line};
}}
QPushButton[role="small"] {{ padding: 4px 12px; }}
QPushButton[role="small"]:focus {{ padding: 3px 11px; }}
QPushButton[role="link"], QPushButton[role="quiet"] {{
    color: {c.accent}; background: transparent; border: 1px solid transparent; padding: 2px 4px;
    font-weight: 600; min-height: 16px;
}}
QPushButton[role="quiet"] {{ color: {c.text_muted}; font-weight: 500; }}
QPushButton[role="note"] {{
    color: {c.accent}; background: transparent; border: none; padding: 1px 0 2px 0;
    font-size: {pt * 0.9:.2f}pt; font-weight: 500; min-height: 14px;
}}
QPushButton[role="note"]:hover {{ text-decoration: underline; }}
QPushButton[role="note"]:focus {{ border-bottom: 2px solid {c.accent}; padding-bottom: 0; }}
QFrame[role="rail"] QPushButton[role="quiet"] {{
    font-size: {pt * 0.9:.2f}pt; font-weight: 400; padding: 0 7px;
}}
QPushButton[role="link"]:hover, QPushButton[role="quiet"]:hover {{ text-decoration: underline; }}
QPushButton[role="link"]:focus, QPushButton[role="quiet"]:focus {{
    border: 1px solid {c.accent}; border-radius: 4px; padding: 2px 4px;
}}
"""


def _fields(c: Tokens, _pt: float) -> str:
    arrow = resource("icons/chevron-down.svg").as_posix()
    tick = resource(f"icons/tick-{'dark' if c.dark else 'light'}.svg").as_posix()
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit {{
    color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px;
    padding: 6px 10px; selection-background-color: {c.accent}; selection-color: {c.accent_text};
}}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {c.accent}; padding: 5px 9px; }}
QLineEdit[role="wrong"] {{ border-color: {c.bad}; }}
QLineEdit:disabled {{ color: {c.text_muted}; background: {c.grey_soft}; }}
QComboBox {{
    color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px;
    padding: 6px 28px 6px 10px; min-height: 18px;
}}
QComboBox:focus, QComboBox:on {{ border: 2px solid {c.accent}; padding: 5px 27px 5px 9px; }}
QComboBox {{ combobox-popup: 0; }}
QComboBox:disabled {{ color: {c.text_muted}; background: {c.grey_soft}; }}
QComboBox::drop-down {{ border: none; width: 28px; subcontrol-position: center right; }}
QComboBox::down-arrow {{ image: url("{arrow}"); width: 12px; height: 12px; }}
QPushButton[role="menu"] {{ padding-right: 32px; }}
QPushButton[role="menu"]:focus {{ padding-right: 31px; }}
QPushButton::menu-indicator {{
    image: url("{arrow}"); width: 12px; height: 12px; subcontrol-position: center right; right: 12px;
}}
QMenu {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; padding: 4px; }}
QMenu::item {{ padding: 6px 16px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.accent_soft}; }}
QComboBox QAbstractItemView {{
    color: {c.text}; background: {c.surface}; border: 1px solid {c.line}; padding: 4px; outline: none;
    selection-background-color: {c.accent_soft}; selection-color: {c.text};
}}
QComboBox QAbstractItemView::item {{ padding: 4px 6px; min-height: 18px; border-radius: 6px; }}
QComboBox QAbstractItemView::item:selected {{ background: {c.accent_soft}; color: {c.text}; }}
QComboBox QAbstractItemView::item:disabled {{ color: {c.text_muted}; }}
QCheckBox, QRadioButton {{ color: {c.text}; background: transparent; spacing: 8px; }}
QCheckBox::indicator, QRadioButton::indicator {{
    width: 14px; height: 14px; border: 1px solid {c.grey_strong}; background: {c.surface};
}}
QCheckBox::indicator {{ border-radius: 4px; }}
QRadioButton::indicator {{ border-radius: 8px; }}
QCheckBox::indicator:checked {{ background: {c.accent}; border-color: {c.accent}; image: url("{tick}"); }}
QRadioButton::indicator:checked {{ width: 6px; height: 6px; border: 5px solid {c.accent}; }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border-color: {c.accent}; }}
QCheckBox:focus, QRadioButton:focus {{ text-decoration: underline; }}
"""


def _tables(c: Tokens, pt: float) -> str:
    return f"""
QTableView, QTreeView, QListView {{
    color: {c.text}; background: {c.surface}; border: none; outline: none; gridline-color: {c.line};
    selection-background-color: {c.accent_soft}; selection-color: {c.text};
}}
QHeaderView {{ background: {c.surface}; border: none; }}
QHeaderView::section {{
    color: {c.text_muted}; background: {c.surface}; border: none; border-bottom: 1px solid {c.line};
    padding: 8px 12px; font-size: {pt * 0.9:.2f}pt; font-weight: 600;
}}
QTableCornerButton::section {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.line}; }}
"""


def _bars(c: Tokens, _pt: float) -> str:
    return f"""
QProgressBar {{
    background: {c.grey_soft}; border: none; border-radius: 4px; min-height: 8px; max-height: 8px;
}}
QProgressBar::chunk {{ background: {c.accent_strong}; border-radius: 4px; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.line}; border: 2px solid {c.surface}; border-radius: 6px; }}
QScrollBar::handle:vertical {{ min-height: 32px; }}
QScrollBar::handle:horizontal {{ min-width: 32px; }}
QScrollBar::handle:hover {{ background: {c.grey_strong}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
"""
