"""Makes the bundled Chinese fallback font: a subset of Noto Sans CJK SC.

Used where a system has no Chinese font, so that no empty boxes are ever shown; a system's own
font comes first. The subset is what simplified Chinese text uses: GB 2312 (6763 characters and
its symbols), Latin-1, Greek, and the signs of the program's formulas.

    python packaging/make_font.py [NotoSansCJK-Regular.ttc]

The result is committed, so this runs only to renew it (Debian: fonts-noto-cjk).
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

SOURCE = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
FACE = "Noto Sans CJK SC"
# A name of its own: a system's complete font of the old name is not hidden by the subset.
FAMILY = "GXDE Fallback SC"
FOLDER = Path(__file__).resolve().parent.parent / "resources" / "fonts"
TARGET = FOLDER / "gxde-fallback-sc.otf"

# Signs that the window, the formulas and the charts use besides GB 2312.
SIGNS = "ρμβσδλθαγΔΣΠ∈∉∑∏×÷−±≈≠≤≥√∞·²³⁻¹½–—―…‰℃→←↑↓↔⇒↺↻▾▸▴◂●○◆■□▲△▼✓✗✕⚠★☆“”‘’「」『』《》【】〔〕"


def characters() -> set[str]:
    """What the font must show."""
    wanted = {chr(code) for code in [*range(0x20, 0x7F), *range(0xA0, 0x100)]}
    wanted |= {chr(code) for code in range(0x391, 0x3CA)}
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            wanted.update(bytes([high, low]).decode("gb2312", errors="ignore"))
    return wanted | set(SIGNS)


def face(collection: Path) -> TTFont:
    """The simplified Chinese face of the collection."""
    for font in TTCollection(collection).fonts:
        if font["name"].getDebugName(1) == FACE:
            return font
    raise SystemExit(f"{collection} holds no {FACE}")


def make(source: Path) -> None:
    """Write the subset and its licence, and say what is in it."""
    font = face(source)
    available = {chr(code) for code in font.getBestCmap()}
    wanted = characters()

    options = subset.Options()
    options.hinting = False  # shown at 13 px and more, on screens that smooth
    options.desubroutinize = False  # smaller so: 2.8 MB against 3.0
    options.layout_features = ["kern", "locl", "ccmp", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # copyright and licence stay in the font
    options.name_languages = [0x409]
    options.notdef_outline = True

    options.drop_tables += ["VORG", "vhea", "vmtx", "BASE"]  # nothing is set vertically
    subsetter = subset.Subsetter(options)
    subsetter.populate(text="".join(wanted))
    subsetter.subset(font)

    rename(font)
    font.recalcTimestamp = False  # the same input makes the same file
    subset.save_font(font, TARGET, options)
    absent = "".join(sorted(wanted - available))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes, {len(font.getBestCmap())} characters")
    print(f"not in {FACE}: {absent or 'nothing'}")


def rename(font: TTFont) -> None:
    """Give the subset its own name; the copyright and the licence stay as they are."""
    postscript = FAMILY.replace(" ", "") + "-Regular"
    table = font["name"]
    origin = table.getDebugName(5)
    names = {1: FAMILY, 2: "Regular", 3: postscript, 4: FAMILY, 6: postscript}
    names[5] = f"{origin}; subset of {FACE}"
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = [postscript]
    cff.topDictIndex[0].FullName = FAMILY
    cff.topDictIndex[0].FamilyName = FAMILY


if __name__ == "__main__":
    make(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE)
