"""How a Word document looks: a blank one with its page, styles, fonts and language.

Styles bear the names that Word knows (heading 1, List Paragraph), so that its outline, its navigation and its
translated style list work. What python-docx's template brings, Western fonts and languages, is replaced.
"""

from __future__ import annotations

from dataclasses import dataclass

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_PARAGRAPH_ALIGNMENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import CharacterStyle, ParagraphStyle
from docx.styles.styles import Styles

DEEPEST = 9  # of Word's headings

# The template's other parts are a preview, a table of its fonts, and the name of the program that wrote it.
_PARTS = {
    RELATIONSHIP_TYPE.OFFICE_DOCUMENT,
    RELATIONSHIP_TYPE.CORE_PROPERTIES,
    RELATIONSHIP_TYPE.STYLES,
    RELATIONSHIP_TYPE.NUMBERING,
    RELATIONSHIP_TYPE.SETTINGS,
    RELATIONSHIP_TYPE.THEME,
}
_W = nsdecls("w")
# Items bring their own numbering (一是), so the list that they are adds no sign.
_LIST = (
    f'<w:abstractNum {_W} w:abstractNumId="0"><w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0">'
    '<w:start w:val="1"/><w:numFmt w:val="none"/><w:suff w:val="nothing"/><w:lvlText w:val=""/>'
    "</w:lvl></w:abstractNum>"
)
_RULE = f'<w:pBdr {_W}><w:bottom w:val="single" w:sz="4" w:space="6" w:color="8F887B"/></w:pBdr>'
_QUIET = RGBColor.from_string("655F55")
_ACCENT = RGBColor.from_string("1D4F63")


@dataclass(frozen=True, slots=True)
class Script:
    """What a script is set with: its language, and the fonts of text and headings as Word and WPS have them."""

    language: str
    text: str
    heading: str


SIMPLIFIED = Script("zh-CN", "宋体", "黑体")
TRADITIONAL = Script("zh-TW", "新細明體", "微軟正黑體")


def blank_document(script: Script) -> WordDocument:
    """A document without text, on A4, whose styles are set for a script."""
    document = Document()
    for relations in (document.part.package.rels, document.part.rels):
        for key in [key for key, one in relations.items() if one.reltype not in _PARTS]:
            del relations[key]
    for style in list(document.styles):
        if not style.element.default:
            style.delete()
    _set_defaults(document, script)
    _add_text_styles(document)
    _add_headings(document.styles, script)
    _add_styles_of_the_archive(document.styles)
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(25.4)
    section.left_margin = section.right_margin = Mm(28)
    section.header_distance, section.footer_distance = Mm(15), Mm(14)
    return document


def number_pages(document: WordDocument, *, said: str) -> None:
    """Have every page end with these words, its number and how many there are."""
    footer = document.sections[0].footer.paragraphs[0]
    footer.style = document.styles["Footer"]
    for text, field in ((f"{said} · 第 ", "PAGE"), (" / ", "NUMPAGES")):
        footer.add_run(text)
        number = f"<w:fldSimple {_W} w:instr='{field}'><w:r><w:t>1</w:t></w:r></w:fldSimple>"
        footer._p.append(parse_xml(number))
    footer.add_run(" 页")


def _set_defaults(document: WordDocument, script: Script) -> None:
    """Language, fonts, and how Word behaves where styles say nothing."""
    defaults = document.styles.element.find(qn("w:docDefaults"))
    fonts = next(defaults.iter(qn("w:rFonts")))
    fonts.attrib.clear()  # those of the theme, which would take precedence
    for use in ("w:ascii", "w:hAnsi", "w:cs"):
        fonts.set(qn(use), "Times New Roman")
    fonts.set(qn("w:eastAsia"), script.text)
    settings = document.settings.element
    for where, tag, attribute, value in (
        (defaults, "w:lang", "w:eastAsia", script.language),
        (settings, "w:themeFontLang", "w:eastAsia", script.language),
        (settings, "w:characterSpacingControl", "w:val", "compressPunctuation"),
        (settings, "w:zoom", "w:percent", "100"),
        (settings, "w:compatSetting", "w:val", "15"),  # the first says which Word it is as
    ):
        next(where.iter(qn(tag))).set(qn(attribute), value)
    normal = document.styles["Normal"]
    normal.font.size = Pt(12)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.5


def _add_text_styles(document: WordDocument) -> None:
    styles = document.styles
    text = _paragraph_style(styles, "Body Text")
    text.paragraph_format.first_line_indent = Pt(24)
    # In characters, too, so that it stays two of them where somebody changes the size.
    text.element.pPr.ind.set(qn("w:firstLineChars"), "200")
    subtitle = _paragraph_style(styles, "Subtitle", before=12, after=12)
    subtitle.paragraph_format.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    subtitle.font.bold = True
    signature = _paragraph_style(styles, "Signature")
    signature.paragraph_format.alignment = WD_PARAGRAPH_ALIGNMENT.RIGHT
    item = _paragraph_style(styles, "List Paragraph")
    item.paragraph_format.left_indent = Pt(24)
    numbering = document.part.numbering_part.element
    numbering.clear()
    numbering.append(parse_xml(_LIST))
    item.element.pPr.get_or_add_numPr().get_or_add_numId().val = numbering.add_num(0).numId


def _add_headings(styles: Styles, script: Script) -> None:
    title = _paragraph_style(styles, "Title", size=18, line=1.25, after=12)
    headings = [title]
    for level in range(1, DEEPEST + 1):
        size, before = {1: (16, 18), 2: (14, 12)}.get(level, (12, 8))
        style = _paragraph_style(
            styles, f"Heading {level}", size=size, line=1.3, before=before, after=4
        )
        style.paragraph_format.keep_together = True
        style.element.pPr.get_or_add_outlineLvl().val = level - 1
        style.next_paragraph_style = styles["Body Text"]
        headings.append(style)
    for style in headings:
        style.paragraph_format.keep_with_next = True
        style.font.bold = True
        style.font.name = "Arial"
        style.element.rPr.rFonts.set(qn("w:eastAsia"), script.heading)


def _add_styles_of_the_archive(styles: Styles) -> None:
    """What the archive says beside the report, in simplified script in a traditional report, too."""
    facts = _paragraph_style(styles, "ReportFacts", name="报告信息", size=9, line=1.2)
    last = _paragraph_style(
        styles, "ReportFactsEnd", name="报告信息末行", size=9, line=1.2, after=18
    )
    last.element.pPr.insert_element_before(parse_xml(_RULE), "w:spacing")
    footer = _paragraph_style(styles, "Footer", size=8, line=1)
    footer.paragraph_format.alignment = WD_PARAGRAPH_ALIGNMENT.CENTER
    footer.font.color.rgb = _QUIET
    for style in (facts, last, footer):
        properties = style.element.get_or_add_rPr()
        properties.get_or_add_rFonts().set(qn("w:eastAsia"), SIMPLIFIED.text)
        properties.append(OxmlElement("w:lang", {qn("w:eastAsia"): SIMPLIFIED.language}))
    link: CharacterStyle = styles.add_style("Hyperlink", WD_STYLE_TYPE.CHARACTER, builtin=True)
    link.font.color.rgb = _ACCENT
    link.font.underline = True
    number: CharacterStyle = styles.add_style("PassageNumber", WD_STYLE_TYPE.CHARACTER)
    number.name = "段号"
    number.font.color.rgb = _QUIET
    number.font.size = Pt(7.5)


def _paragraph_style(
    styles: Styles,
    key: str,
    *,
    name: str = "",
    size: float = 12,
    line: float = 1.5,
    before: float = 0,
    after: float = 0,
) -> ParagraphStyle:
    """A new style: sizes and spaces in points, `line` in lines; it is Word's own where it has no name of ours."""
    style: ParagraphStyle = styles.add_style(key, WD_STYLE_TYPE.PARAGRAPH, builtin=not name)
    if name:
        style.name = name
    style.base_style = styles["Normal"]
    style.quick_style = True
    style.font.size = Pt(size)
    style.paragraph_format.line_spacing = line
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    return style
