"""Set a report as DOCX: real headings, tables whose first row repeats, the picture, page numbers."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any

import docx
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from office.reports.blocks import Heading, Paragraph, Picture, Table
from office.reports.typeset import png_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from docx.document import Document as WordDocument
    from docx.table import _Cell
    from docx.text.paragraph import Paragraph as WordParagraph

    from office.reports.blocks import Block, Document, Key, Line

FONT, CODE_FONT = "Times New Roman", "Consolas"
SIZES = {"plain": 11.0, "strong": 11.0, "small": 9.5, "code": 7.5}
LEFT_MM, RIGHT_MM, TOP_MM, PAGE_MM = 27, 18, 20, (210, 297)
TEXT_MM = PAGE_MM[0] - LEFT_MM - RIGHT_MM
RED = "#B3261E"
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The day that all parts of the file bear: the same report has the same bytes."""


def docx_of(document: Document, day: date) -> bytes:
    """Return a report as DOCX: the same document gives the same bytes."""
    word = docx.Document()
    _prepare(word, document, day)
    _head(word, document)
    for block in document.blocks:
        _add(word, block)
    file = io.BytesIO()
    word.save(file)
    return _undated(file.getvalue())


def _undated(body: bytes) -> bytes:
    """Pack the parts anew, without the time of this machine."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(body)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            entry = zipfile.ZipInfo(part.filename, EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            new.writestr(entry, old.read(part))
    return packed.getvalue()


def _prepare(word: WordDocument, document: Document, day: date) -> None:
    about, moment = word.core_properties, datetime.combine(day, time(), tzinfo=UTC).replace(tzinfo=None)
    about.title, about.author, about.last_modified_by, about.comments = document.title, "", "", ""
    about.created = about.modified = moment
    about.language = document.language
    section = word.sections[0]
    section.page_width, section.page_height = Mm(PAGE_MM[0]), Mm(PAGE_MM[1])
    section.left_margin, section.right_margin = Mm(LEFT_MM), Mm(RIGHT_MM)
    section.top_margin = section.bottom_margin = Mm(TOP_MM)
    for name, size in (("Normal", 11.0), ("Heading 1", 13.0), ("Heading 2", 12.0)):
        style = word.styles[name]
        _typeface(style.element.get_or_add_rPr(), FONT)
        style.font.size, style.font.color.rgb = Pt(size), RGBColor(0, 0, 0)
        style.font.bold = name != "Normal"
        style.paragraph_format.space_after = Pt(3)
    if document.notice:
        notice = section.header.paragraphs[0]
        _run(notice, f"{document.mark}. ", 8.5, bold=True, colour=RED)
        _run(notice, document.notice, 8.5, colour=RED)
    footer = section.footer.paragraphs[0]
    _run(footer, f"{document.number}    {document.page_word} ", 9)
    _field(footer, "PAGE")
    _run(footer, "/", 9)
    _field(footer, "NUMPAGES")


def _head(word: WordDocument, document: Document) -> None:
    table = word.add_table(rows=1, cols=2)
    left, right = (cell.paragraphs[0] for cell in table.rows[0].cells)
    _run(left, document.place.upper(), 11, bold=True)
    left.add_run().add_break()
    _run(left, document.number_words, 11)
    _run(right, document.dated, 11, italic=True)
    title = word.add_paragraph(style="Title")
    _plain_title(title)
    _run(title, document.title, 14, bold=True)
    below = word.add_paragraph()
    _run(below, document.subtitle, 12, bold=True)
    below.add_run().add_break()
    _run(below, document.working, 9.5, italic=True)
    for one in (left, right, title, below):
        one.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _plain_title(title: WordParagraph) -> None:
    """Take away the line that the built-in style draws below a title."""
    borders = OxmlElement("w:pBdr")
    bottom = OxmlElement("w:bottom")
    bottom.set(qn("w:val"), "nil")
    borders.append(bottom)
    title._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx has no name for it


def _add(word: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        heading = word.add_heading(level=block.level)
        _run(heading, block.text, 13 if block.level == 1 else 12, bold=True, colour=block.colour)
    elif isinstance(block, Paragraph):
        _paragraph(word, block)
    elif isinstance(block, Table):
        _table(word, block)
    else:
        _picture(word, block)


def _paragraph(word: WordDocument, block: Paragraph) -> None:
    if block.boxed:
        _fill(_grid(word, 1, (100,)).rows[0].cells[0], block.lines)
        word.add_paragraph()
        return
    for one in block.lines:
        _line(word.add_paragraph(), one)


def _table(word: WordDocument, block: Table) -> None:
    first = 1 if block.headings else 0
    table = _grid(word, len(block.rows) + first, block.widths)
    if first:
        for cell, heading in zip(table.rows[0].cells, block.headings, strict=True):
            _run(cell.paragraphs[0], heading, 10, bold=True)
            _shade(cell, "#E8EAED")
        repeated = OxmlElement("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)  # noqa: SLF001 - as above
    for row, cells in zip(list(table.rows)[first:], block.rows, strict=True):
        for cell, lines in zip(row.cells, cells, strict=True):
            _fill(cell, lines)
    word.add_paragraph()


def _picture(word: WordDocument, block: Picture) -> None:
    word.add_picture(io.BytesIO(png_of(block.svg)), width=Mm(TEXT_MM))
    shape = word.inline_shapes[-1]._inline.docPr  # noqa: SLF001 - as above
    shape.set("descr", block.caption)
    _run(word.add_paragraph(), block.caption, 9.5)
    table = _grid(word, (len(block.legend) + 1) // 2, (6, 44, 6, 44))
    for place, key in enumerate(block.legend):
        row, side = table.rows[place // 2].cells, 2 * (place % 2)
        _sign(row[side], key)
        _run(row[side + 1].paragraphs[0], key.words, 9.5)
    word.add_paragraph()


def _sign(cell: _Cell, key: Key) -> None:
    if key.is_line:
        _run(cell.paragraphs[0], "━━", 9, bold=True, colour=key.stroke)
    elif key.is_dot:
        _run(cell.paragraphs[0], "●", 12, colour=key.fill)
    elif key.fill:
        _shade(cell, key.fill)
    else:
        _run(cell.paragraphs[0], "▭", 12, bold=True, colour=key.stroke)


def _grid(word: WordDocument, rows: int, widths: Sequence[int]) -> Any:  # noqa: ANN401 - a table
    table = word.add_table(rows=rows, cols=len(widths), style="Table Grid")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(TEXT_MM * width / sum(widths))
        for cell in column.cells:
            cell.width = column.width
    return table


def _fill(cell: _Cell, lines: Sequence[Line]) -> None:
    paragraph = cell.paragraphs[0]
    for place, one in enumerate(lines):
        _line(cell.add_paragraph() if place else paragraph, one)


def _line(paragraph: WordParagraph, one: Line) -> None:
    paragraph.paragraph_format.space_after = Pt(2)
    _run(paragraph, one.text, SIZES[one.style], bold=one.style == "strong", colour=one.colour)
    if one.style == "code":
        _typeface(paragraph.runs[-1]._r.get_or_add_rPr(), CODE_FONT)  # noqa: SLF001 - as above


def _run(
    paragraph: WordParagraph,
    text: str,
    size: float,
    *,
    bold: bool = False,
    italic: bool = False,
    colour: str = "",
) -> None:
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    if colour:
        run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))


def _typeface(properties: Any, name: str) -> None:  # noqa: ANN401 - an element of python-docx
    fonts = properties.get_or_add_rFonts()
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), name)
    for theme in ("asciiTheme", "hAnsiTheme", "cstheme", "eastAsiaTheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour.removeprefix("#"))
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001 - as above


def _field(paragraph: WordParagraph, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, shown = OxmlElement("w:r"), OxmlElement("w:t")
    shown.text = "1"
    run.append(shown)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001 - as above
