"""Pages of the printed report end between steps, not within one."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSizeF
from PySide6.QtGui import QTextDocument
from pytestqt.qtbot import QtBot

from gxde_desktop.ui.report import STYLE, keep_together


def cut_steps(document: QTextDocument) -> int:
    """Steps that stand on another page than their formula, or headings than what follows."""
    layout, height = document.documentLayout(), document.pageSize().height()
    cut = 0
    block = document.begin()
    while block.next().isValid():
        after = block.next()
        if block.text().startswith(("step", "part")):
            top = layout.blockBoundingRect(block).top()
            cut += top // height != (layout.blockBoundingRect(after).bottom() - 0.5) // height
        block = after
    return cut


@pytest.mark.parametrize("height", [301.0, 310.0, 322.0, 333.0])
def test_a_step_and_its_formula_stand_on_one_page(qtbot: QtBot, height: float) -> None:
    document = QTextDocument()
    document.setDefaultStyleSheet(STYLE)
    parts = (
        ("<h3>part</h3>" if number % 7 == 0 else "")
        + f"<p>step {number}</p><p class='formula'>K<sub>i</sub> = I<sup>2</sup> {number}</p>"
        for number in range(60)
    )
    document.setHtml("".join(parts))
    document.setPageSize(QSizeF(400.0, height))
    assert cut_steps(document) > 0
    keep_together(document)
    assert cut_steps(document) == 0
    assert_one_below_the_other(document)


def assert_one_below_the_other(document: QTextDocument) -> None:
    """Nothing is drawn over something else, or left out."""
    layout, block, end = document.documentLayout(), document.begin(), 0.0
    while block.isValid():
        place = layout.blockBoundingRect(block)
        assert place.top() >= end - 0.5, block.text()
        assert place.height() > 0
        end = place.bottom()
        block = block.next()
    assert end <= document.pageCount() * document.pageSize().height()
