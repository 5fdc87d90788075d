"""What a formula of an exported workbook may be."""

from __future__ import annotations

from models.expression import FUNCTIONS

LONGEST = 1000
SHARED = {*FUNCTIONS, "COUNTIF", "SUMIF", "IF", "NA", "ABS", "ROUND", "INT", "OR", "NOT", "IFERROR",
          "ISNUMBER", "COUNT", "RANK", "INDEX", "MATCH", "SQRT", "TEXT", "POWER"}  # fmt: skip
"""Functions that Excel 2013, WPS and LibreOffice all have under this name."""
