"""Makes blocks.ttf: a font in which every character is the same block, so that pictures are alike whatever fonts a machine has.

pip install fonttools && python3 make-blocks.py
"""

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._c_m_a_p import CmapSubtable

SPACES = [0x20, 0xA0, 0x202F, 0x3000, *range(0x2000, 0x200B)]
INVISIBLE = [*range(0x00, 0x20), *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10), 0xFEFF]


def block():
    pen = TTGlyphPen(None)
    pen.moveTo((40, 0))
    pen.lineTo((40, 560))
    pen.lineTo((520, 560))
    pen.lineTo((520, 0))
    pen.closePath()
    return pen.glyph()


def empty():
    return TTGlyphPen(None).glyph()


names = {code: "block" for code in range(0x20000)}
names |= {code: "space" for code in SPACES}
names |= {code: "nothing" for code in INVISIBLE}

font = FontBuilder(1000, isTTF=True)
font.setupGlyphOrder([".notdef", "block", "space", "nothing"])
font.setupGlyf({".notdef": block(), "block": block(), "space": empty(), "nothing": empty()})
font.setupHorizontalMetrics({".notdef": (560, 40), "block": (560, 40), "space": (300, 0), "nothing": (0, 0)})
font.setupHorizontalHeader(ascent=900, descent=-250)
font.setupCharacterMap({0x20: "space", 0x61: "block"})
font.setupOS2(sTypoAscender=900, sTypoDescender=-250, usWinAscent=900, usWinDescent=250, fsType=0)
font.setupNameTable({"familyName": "Blocks", "styleName": "Regular"})
font.setupPost()
table = CmapSubtable.newSubtable(13)  # many characters, one glyph
table.platformID, table.platEncID, table.language, table.cmap = 3, 10, 0, names
font.font["cmap"].tables.append(table)
font.font.recalcTimestamp = False
font.font["head"].created = font.font["head"].modified = 0
font.save("blocks.ttf")
