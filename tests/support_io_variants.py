"""Ways in which offices print the same table otherwise, and ways in which they damage it.

Every transformation changes a `Doc` and keeps its truth right. What harms a table (a slip, names
against figures) leaves the truth as it was: a reader must then ask, or read the truth.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from gxde_desktop.importing.grid import Grid
from gxde_desktop.importing.io_view import turned
from tests.support_io import PER_YI, Doc, Truth, grid_of, made_doc, rectangle

Change = Callable[[random.Random, Doc], None]


def _is_number(cell: Any) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def _scaled(row: list[Any], first: int, factor: float) -> list[Any]:
    """The row with its figures scaled, those stored as text too."""
    made = list(row)
    for c in range(first, len(row)):
        cell = row[c]
        if _is_number(cell):
            made[c] = cell * factor
        elif isinstance(cell, str):
            try:
                made[c] = repr(float(cell.replace(",", "")) * factor)
            except ValueError:
                continue
    return made


def _columns_moved(doc: Doc, order: list[int]) -> None:
    """Reorder the sectors' columns, their headings but for the first heading row with them."""
    places = doc.sector_columns
    for rows, first in ((doc.head, 1), (doc.body, 0)):
        for row in rows[first:]:
            cells = [row[c] for c in places]
            for at, take in zip(places, order, strict=True):
                row[at] = cells[take]
    doc.merged = []


def _rows_moved(doc: Doc, order: list[int]) -> None:
    """Reorder the sectors' rows; the side heading stays with the first."""
    places = doc.sector_rows
    rows = [doc.body[r] for r in places]
    sides = [row[: doc.name_column] for row in rows]
    for at, take in zip(places, order, strict=True):
        doc.body[at] = list(rows[take])
    for at, side in zip(places, sides, strict=True):
        doc.body[at][: doc.name_column] = side


def permute(rng: random.Random, doc: Doc) -> None:
    order = list(range(len(doc.sector_rows)))
    rng.shuffle(order)
    _rows_moved(doc, order)
    _columns_moved(doc, order)


def permute_rows(rng: random.Random, doc: Doc) -> None:
    order = list(range(len(doc.sector_rows)))
    rng.shuffle(order)
    _rows_moved(doc, order)


def rename_codes(rng: random.Random, doc: Doc) -> None:
    """Other codes down and across, the same on both sides or not."""
    if doc.code_column is None or doc.code_row is None:
        return
    fresh = rng.sample(range(100, 100_000), 2 * len(doc.sector_rows))
    other = rng.random() < 0.3
    for k, (row, column) in enumerate(zip(doc.sector_rows, doc.sector_columns, strict=True)):
        doc.body[row][doc.code_column] = fresh[k]
        doc.head[doc.code_row][column] = str(fresh[k + (len(fresh) // 2 if other else 0)])


def remove_codes(rng: random.Random, doc: Doc) -> None:
    """No codes at all, or none on one side."""
    which = rng.choice(("both", "rows", "columns"))
    if doc.code_column is not None and which != "columns":
        for row in doc.body:
            row[doc.code_column] = None
        doc.code_column = None
    if doc.code_row is not None and which != "rows":
        doc.head[doc.code_row] = [None] * len(doc.head[doc.code_row])
        doc.code_row = None


def misspell_codes(rng: random.Random, doc: Doc) -> None:
    if doc.code_column is None:
        return
    for row in rng.sample(range(len(doc.body)), min(6, len(doc.body))):
        code = doc.body[row][doc.code_column]
        if isinstance(code, str):
            doc.body[row][doc.code_column] = code.replace("0", "O").replace("A", "4") + "l"


def swap_standard_codes(rng: random.Random, doc: Doc) -> None:
    """VA001 printed beside depreciation, as in the tables of the 1990s."""
    if doc.code_column is None:
        return
    swapped = {"VA001": "VA003", "VA003": "VA001"}
    for row in doc.body:
        row[doc.code_column] = swapped.get(row[doc.code_column], row[doc.code_column])


def change_unit(rng: random.Random, doc: Doc) -> None:
    unit = rng.choice([each for each in PER_YI if each != doc.unit])
    factor = PER_YI[unit] / PER_YI[doc.unit]
    for row in doc.body:
        row[doc.labels :] = [c * factor if _is_number(c) else c for c in row[doc.labels :]]
    for rows in (doc.titles, doc.head):
        for row in rows:
            row[:] = [c.replace(doc.unit, unit) if isinstance(c, str) else c for c in row]
    doc.sheet = doc.sheet.replace(doc.unit, unit)  # 42部门(万元) speaks of it too
    doc.unit = unit


def text_numbers(rng: random.Random, doc: Doc) -> None:
    """Some figures, or all, as text with thousands separators."""
    share = rng.choice((0.02, 1.0))
    for row in doc.body:
        for c in range(doc.labels, len(row)):
            if _is_number(row[c]) and rng.random() < share:
                text = repr(float(row[c]))
                if "e" not in text:
                    whole, _, rest = text.partition(".")
                    row[c] = f"{int(whole):,}.{rest}" if abs(row[c]) >= 1 else text


def subtotals(rng: random.Random, doc: Doc) -> None:
    """A sum of some sectors among them, down and across, with a name that says so or not."""
    n = len(doc.sector_rows)
    if n < 5:
        return
    first = rng.randrange(0, n - 3)
    last = rng.randrange(first + 2, min(n, first + 12))
    name = rng.choice(("第二产业合计", "第二产业", "工业", "物质生产部门小计"))
    after = rng.random() < 0.5
    _insert_sum(doc, doc.sector_rows[first : last + 1], name, after)
    columns = doc.sector_columns[first : last + 1]
    at = columns[-1] + 1 if after else columns[0]
    for row in doc.head:
        row.insert(at, None)
    doc.head[doc.name_row][at] = name
    for row in doc.body:
        cells = [row[c] for c in columns]
        row.insert(
            at, sum(c for c in cells if _is_number(c)) if any(map(_is_number, cells)) else None
        )
    doc.column_kinds.insert(at - doc.labels, "sum")
    doc.merged = []


def row_subtotals(rng: random.Random, doc: Doc) -> None:
    """A sum among the rows only."""
    n = len(doc.sector_rows)
    if n < 5:
        return
    first = rng.randrange(0, n - 3)
    rows = doc.sector_rows[first : first + 3]
    _insert_sum(doc, rows, rng.choice(("第一产业合计", "轻工业")), rng.random() < 0.5)


def _insert_sum(doc: Doc, rows: list[int], name: str, after: bool) -> None:
    wide = len(doc.body[0])
    made: list[Any] = [None] * wide
    made[doc.name_column] = name
    for c in range(doc.labels, wide):
        cells = [doc.body[r][c] for r in rows]
        if any(map(_is_number, cells)):
            made[c] = sum(cell for cell in cells if _is_number(cell))
    at = rows[-1] + 1 if after else rows[0]
    doc.body.insert(at, made)
    doc.row_kinds.insert(at, "sum")


# ---------------------------------------------------------------- the look of it


def bilingual(rng: random.Random, doc: Doc) -> None:
    mark = rng.choice(("\n", " "))
    for row, column in _label_places(doc):
        text = row[column]
        if isinstance(text, str) and any("\u4e00" <= ch <= "\u9fff" for ch in text):
            row[column] = text + mark + rng.choice(("Products and services", "Total, of all uses"))


def spaced(rng: random.Random, doc: Doc) -> None:
    """Spaces and line breaks inside labels."""
    for row, column in _label_places(doc):
        text = row[column]
        if isinstance(text, str) and len(text) > 2 and rng.random() < 0.5:
            at = rng.randrange(1, len(text))
            row[column] = text[:at] + rng.choice(("\n", "  ", "\u3000", "\u00a0")) + text[at:]


def punctuated(rng: random.Random, doc: Doc) -> None:
    """Other punctuation across than down."""
    for row in doc.head:
        row[:] = [
            c.replace("、", "，").replace("（", "(") if isinstance(c, str) else c for c in row
        ]


def codes_in_names(rng: random.Random, doc: Doc) -> None:
    """The code before the name in one cell."""
    for k, row in enumerate(doc.sector_rows):
        doc.body[row][doc.name_column] = f"{k + 1:02d}{doc.body[row][doc.name_column]}"


def _label_places(doc: Doc) -> list[tuple[list[Any], int]]:
    across = [(row, c) for i, row in enumerate(doc.head) if i != doc.code_row
              for c in range(doc.labels, len(row))]  # fmt: skip
    return across + [(row, doc.name_column) for row in doc.body]


def titles(rng: random.Random, doc: Doc) -> None:
    """More lines over the table."""
    extra: list[list[Any]] = [
        ["2-3  续前表"],
        ["国家统计局编"],
        [None, None, "Input-Output Table"],
        [],
    ]
    doc.titles = [*doc.titles[:1], *rng.sample(extra, 2), *doc.titles[1:]]


def footnotes(rng: random.Random, doc: Doc) -> None:
    doc.foot = [
        *doc.foot,
        [],
        ["注：本表按当年生产者价格计算，1997年口径不同。"],
        ["资料来源：统计局。"],
    ]


def blank_rows(rng: random.Random, doc: Doc) -> None:
    for _ in range(rng.randrange(1, 5)):
        at = rng.randrange(1, len(doc.body))
        doc.body.insert(at, [None] * len(doc.body[0]))
        doc.row_kinds.insert(at, "blank")


def blank_columns(rng: random.Random, doc: Doc) -> None:
    for _ in range(rng.randrange(1, 3)):
        at = rng.randrange(doc.labels + 1, len(doc.body[0]))
        for row in (*doc.head, *doc.body):
            row.insert(at, None)
        doc.column_kinds.insert(at - doc.labels, "blank")
    doc.merged = []


def unmerged(rng: random.Random, doc: Doc) -> None:
    doc.merged = []


def repeated_codes(rng: random.Random, doc: Doc) -> None:
    """Codes, or names and codes, once more at the right end."""
    columns = [c for c in (doc.name_column, doc.code_column) if c is not None]
    if rng.random() < 0.5 and doc.code_column is not None:
        columns = [doc.code_column]
    for row in (*doc.head, *doc.body):
        row.extend(row[c] for c in columns)
    doc.after += columns


def numbered_columns(rng: random.Random, doc: Doc) -> None:
    """A line with the numbers of the columns below the heading."""
    line: list[Any] = [None] * len(doc.head[0])
    line[doc.labels :] = list(range(1, len(line) - doc.labels + 1))
    doc.head.append(line)


# ---------------------------------------------------------------- pasted in parts


def _parts(rng: random.Random, doc: Doc) -> tuple[list[int], list[int]]:
    wide = len(doc.body[0]) - len(doc.after)
    sectors = doc.sector_columns
    cut = rng.choice((sectors[len(sectors) // 2], sectors[-1] + 1, sectors[len(sectors) // 3]))
    return list(range(doc.labels, cut)), list(range(cut, wide))


def left_right_below(rng: random.Random, doc: Doc) -> None:
    """The right half printed below the left one, 续表."""
    left, right = _parts(rng, doc)
    own = list(range(doc.labels))

    def cut(rows: list[list[Any]], columns: list[int]) -> list[list[Any]]:
        return [[row[c] for c in (*own, *columns)] for row in rows]

    between: list[list[Any]] = rng.choice(
        ([[]], [["续表"]], [[], ["续表1"], [f"单位：{doc.unit}"]])
    )
    rest = [*between, *cut(doc.head, right), *cut(doc.body, right)]
    doc.head, doc.body = cut(doc.head, left), cut(doc.body, left)
    doc.foot = [*rest, *doc.foot]
    doc.merged = []
    doc.after = []


def left_right_beside(rng: random.Random, doc: Doc) -> None:
    """The right half beside the left one, with its labels again."""
    _, right = _parts(rng, doc)
    gap = rng.choice((0, 1))
    for rows in (doc.head, doc.body):
        for row in rows:
            labels = row[: doc.labels]
            row[:] = [*row[: right[0]], *[None] * gap, *labels, *[row[c] for c in right]]
    doc.merged = []
    doc.after = []


def top_bottom(rng: random.Random, doc: Doc) -> None:
    """The lower half under a heading of its own."""
    rows = doc.sector_rows
    cut = rows[rng.choice((len(rows) // 2, len(rows) // 3))]
    head = [list(row) for row in doc.head]
    doc.foot = [[], ["续表"], *head, *doc.body[cut:], *doc.foot]
    doc.body = doc.body[:cut]


def four_parts(rng: random.Random, doc: Doc) -> None:
    """Halves of rows and of columns, each with its labels."""
    left, right = _parts(rng, doc)
    rows = doc.sector_rows
    cut = rows[len(rows) // 2]
    own = list(range(doc.labels))

    def part(body: list[list[Any]], columns: list[int]) -> list[list[Any]]:
        return [[row[c] for c in (*own, *columns)] for row in (*doc.head, *body)]

    upper, lower = doc.body[:cut], doc.body[cut:]
    first = part(upper, left)
    rest = [part(lower, left), part(upper, right), part(lower, right)]
    if rng.random() < 0.5:
        rest = [part(upper, right), part(lower, left), part(lower, right)]
    size = len(doc.head)
    doc.head, doc.body = first[:size], first[size:]
    doc.foot = [row for each in rest for row in ([], *each)] + doc.foot
    doc.merged = []
    doc.after = []


# ---------------------------------------------------------------- other tables on the sheet


def coefficients_below(rng: random.Random, doc: Doc) -> None:
    """Direct coefficients under the flows, titled or known by their ones."""
    places = doc.sector_columns
    last = max((r for r, row in enumerate(doc.body) if _is_number(row[places[0]])), default=0)
    output = doc.body[last]
    if not all(_is_number(output[c]) and output[c] for c in places):
        return
    body = []
    for row in doc.body:
        shares = [
            row[c] / output[c] if c in places and _is_number(row[c]) else None
            for c in range(doc.labels, len(row))
        ]
        body.append([*row[: doc.labels], *shares])
    title: list[list[Any]] = rng.choice(([["直接消耗系数表"]], [[]]))
    doc.foot = [*doc.foot, [], *title, *[list(row) for row in doc.head], *body]


def other_year_below(rng: random.Random, doc: Doc) -> None:
    """A second table of another year under the first, with a title of its own or without."""
    other = doc.copy()
    other.body = [_scaled(row, doc.labels, 1.25) for row in other.body]
    truth = doc.truths[0]
    year = truth.year - 5
    title: list[list[Any]] = [[f"{truth.region}{year}年投入产出表"], [f"单位：{doc.unit}"]]
    titled = rng.random() < 0.7
    doc.foot = [*doc.foot, [], *(title if titled else []), *other.head, *other.body]
    blocks = {code: values * 1.25 for code, values in truth.blocks.items()}
    if titled:
        doc.truths.append(Truth(truth.names, blocks, year, truth.region))


def other_year_beside(rng: random.Random, doc: Doc) -> None:
    """A second table beside the first."""
    truth = doc.truths[0]
    year = truth.year - 5
    titled = rng.random() < 0.7
    wide = max(map(len, (*doc.titles, *doc.head, *doc.body)))
    for row in (*doc.titles, *doc.head, *doc.body):
        row.extend([None] * (wide - len(row)))
    for row in doc.head:
        row.extend([None, *row])
    for row in doc.body:
        row.extend([None, *_scaled(row, doc.labels, 1.25)])
    if titled:
        doc.titles[0].extend([None, f"{truth.region}{year}年投入产出表"])
        blocks = {code: values * 1.25 for code, values in truth.blocks.items()}
        doc.truths.append(Truth(truth.names, blocks, year, truth.region))
    doc.merged = []


# ---------------------------------------------------------------- harm


def slip(rng: random.Random, doc: Doc) -> None:
    """One figure ten times too large."""
    row = doc.body[rng.choice(doc.sector_rows)]
    c = max(doc.sector_columns, key=lambda place: abs(row[place] or 0))
    if row[c]:
        row[c] *= 10


def swapped_names(rng: random.Random, doc: Doc) -> None:
    """Two names exchanged down the side: their figures stay."""
    a, b = rng.sample(doc.sector_rows, 2)
    column = doc.name_column
    doc.body[a][column], doc.body[b][column] = doc.body[b][column], doc.body[a][column]


def misspelt_name(rng: random.Random, doc: Doc) -> None:
    row = doc.body[rng.choice(doc.sector_rows)]
    name = str(row[doc.name_column])
    row[doc.name_column] = name[:-1] + "己"


def lost_name(rng: random.Random, doc: Doc) -> None:
    if rng.random() < 0.5:
        doc.body[rng.choice(doc.sector_rows)][doc.name_column] = None
    else:
        doc.head[doc.name_row][rng.choice(doc.sector_columns)] = None


def repeated_name(rng: random.Random, doc: Doc) -> None:
    a, b = rng.sample(doc.sector_rows, 2)
    doc.body[a][doc.name_column] = doc.body[b][doc.name_column]


def lost_row(rng: random.Random, doc: Doc) -> None:
    at = rng.choice(doc.sector_rows)
    del doc.body[at]
    del doc.row_kinds[at]


def lost_column(rng: random.Random, doc: Doc) -> None:
    at = rng.choice(doc.sector_columns)
    for row in (*doc.head, *doc.body):
        del row[at]
    del doc.column_kinds[at - doc.labels]
    doc.merged = []


def lost_figure(rng: random.Random, doc: Doc) -> None:
    rows = [doc.body[r] for r in doc.sector_rows if any(doc.body[r][c] for c in doc.sector_columns)]
    row = rng.choice(rows)
    c = max(doc.sector_columns, key=lambda place: abs(row[place] or 0))
    row[c] = rng.choice((None, "见注", "…"))


def shifted_column(rng: random.Random, doc: Doc) -> None:
    """The figures of one column moved up by a row."""
    c = rng.randrange(doc.labels, len(doc.body[0]) - len(doc.after))
    cells = [row[c] for row in doc.body]
    for row, cell in zip(doc.body, [*cells[1:], cells[0]], strict=True):
        row[c] = cell


def two_units(rng: random.Random, doc: Doc) -> None:
    other = "亿元" if doc.unit != "亿元" else "万元"
    doc.titles.append([f"单位：{other}"])


def two_years(rng: random.Random, doc: Doc) -> None:
    doc.titles.append([f"{doc.truths[0].region}{doc.truths[0].year - 5}年投入产出表"])


def no_unit(rng: random.Random, doc: Doc) -> None:
    for rows in (doc.titles, doc.head):
        for row in rows:
            row[:] = [None if isinstance(c, str) and doc.unit in c else c for c in row]


def no_title(rng: random.Random, doc: Doc) -> None:
    doc.titles = [
        row
        for row in doc.titles
        if not any(isinstance(c, str) and "年" in c and "表" in c for c in row)
    ]
    doc.sheet = "Sheet1"


CONTENT: tuple[Change, ...] = (
    permute, permute_rows, rename_codes, remove_codes, misspell_codes, swap_standard_codes,
    change_unit, subtotals, row_subtotals,
)  # fmt: skip
LOOKS: tuple[Change, ...] = (
    bilingual, spaced, punctuated, codes_in_names, titles, footnotes, blank_rows, blank_columns,
    unmerged, repeated_codes, numbered_columns, text_numbers,
)  # fmt: skip
PARTS: tuple[Change, ...] = (left_right_below, left_right_beside, top_bottom, four_parts)
OTHERS: tuple[Change, ...] = (coefficients_below, other_year_below, other_year_beside)
HARM: tuple[Change, ...] = (
    slip, swapped_names, misspelt_name, lost_name, repeated_name, lost_row, lost_column,
    lost_figure, shifted_column, two_units, two_years, no_unit, no_title,
)  # fmt: skip
STAGES = (CONTENT, HARM, LOOKS, PARTS, OTHERS)
PLACED = ("turned", "moved", "hidden")


def variant(rng: random.Random, base: Doc, *, harm: bool) -> tuple[Grid, Doc, list[str]]:
    """One to four changes of a table, as a sheet; its document with the truth, and their names."""
    doc = base.copy()
    pool: list[Change] = [*CONTENT, *LOOKS, *LOOKS, *rng.choice((PARTS, OTHERS, ()))]
    wanted = rng.randrange(1, 5)
    chosen = set(rng.sample(pool, wanted))
    if harm:
        chosen.add(rng.choice(HARM))
    parts = [change for change in chosen if change in PARTS]
    chosen -= set(parts[1:])
    done = []
    for stage in STAGES:
        for change in stage:
            if change in chosen:
                change(rng, doc)
                done.append(change.__name__)
    grid = grid_of(doc)
    placed = rng.choice((None, None, *PLACED))
    if placed == "turned":
        grid = turned(grid).grid
    elif placed == "moved":
        down, right = rng.randrange(0, 5), rng.randrange(1, 4)
        rows: list[list[Any]] = [[]] * down + [[*[None] * right, *row] for row in grid.rows]
        merged = tuple((a + down, b + right, c + down, d + right) for a, b, c, d in grid.merged)
        grid = Grid(grid.sheet, rectangle(rows), merged)
    elif placed == "hidden":
        columns = tuple(sorted(rng.sample(range(grid.n_cols), 3)))
        grid = Grid(grid.sheet, grid.rows, grid.merged, hidden_columns=columns)
    if placed:
        done.append(placed)
    return grid, doc, done


def made_bases() -> list[Doc]:
    """Constructed tables to vary where the official ones are absent."""
    return [made_doc(6), made_doc(17, decimals=0), made_doc(9, codes=False)]
