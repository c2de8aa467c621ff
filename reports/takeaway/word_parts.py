"""The parts of a Word document that are the same for every report but for its title, address and script.

Styles bear the names that Word knows (heading 1, List Paragraph), so that its outline, its navigation and its
translated style list work; the order of elements is that of ECMA-376, part 1, which Word insists on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"

BODY_START = f'{_XML}<w:document xmlns:w="{_MAIN}" xmlns:r="{_OFFICE}"><w:body>\n'
# A4; sizes are in twentieths of a point.
BODY_END = (
    '<w:sectPr><w:footerReference w:type="default" r:id="footer"/><w:pgSz w:w="11906" w:h="16838"/>'
    '<w:pgMar w:top="1440" w:right="1588" w:bottom="1440" w:left="1588" w:header="851" w:footer="794"'
    ' w:gutter="0"/></w:sectPr></w:body></w:document>'
)


@dataclass(frozen=True, slots=True)
class _Script:
    """What a script is set with: its language, and the fonts of text and headings as Word and WPS have them."""

    language: str
    text: str
    heading: str


_SIMPLIFIED = _Script("zh-CN", "宋体", "黑体")
_TRADITIONAL = _Script("zh-TW", "新細明體", "微軟正黑體")


def fixed_parts(
    *, title: str, issuer: str, address: str, traditional: bool
) -> Iterator[tuple[str, str]]:
    """Names and contents of all parts but the text; what is given is escaped for XML already."""
    script = _TRADITIONAL if traditional else _SIMPLIFIED
    yield "[Content_Types].xml", _content_types()
    yield (
        "_rels/.rels",
        _relationships(
            ("office", f"{_OFFICE}/officeDocument", "word/document.xml"),
            ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
    )
    yield "docProps/core.xml", _core(title, issuer, address, script)
    yield (
        "word/_rels/document.xml.rels",
        _relationships(
            ("styles", f"{_OFFICE}/styles", "styles.xml"),
            ("numbering", f"{_OFFICE}/numbering", "numbering.xml"),
            ("settings", f"{_OFFICE}/settings", "settings.xml"),
            ("footer", f"{_OFFICE}/footer", "footer1.xml"),
            ("address", f"{_OFFICE}/hyperlink", address),
        ),
    )
    yield "word/styles.xml", _styles(script)
    yield "word/numbering.xml", _NUMBERING
    yield "word/settings.xml", _settings(script)
    yield "word/footer1.xml", _footer(address)


def _content_types() -> str:
    parts = {
        "word/document.xml": f"{_TYPE}.document.main+xml",
        "word/styles.xml": f"{_TYPE}.styles+xml",
        "word/numbering.xml": f"{_TYPE}.numbering+xml",
        "word/settings.xml": f"{_TYPE}.settings+xml",
        "word/footer1.xml": f"{_TYPE}.footer+xml",
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    named = (f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{"".join(named)}</Types>'
    )


def _relationships(*known: tuple[str, str, str]) -> str:
    outside = {f"{_OFFICE}/hyperlink": ' TargetMode="External"'}
    each = (
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"{outside.get(kind, "")}/>'
        for name, kind, target in known
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(each)}</Relationships>'


def _core(title: str, issuer: str, address: str, script: _Script) -> str:
    return (
        f'{_XML}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title><dc:creator>{issuer}</dc:creator>"
        f"<dc:identifier>{address}</dc:identifier><dc:language>{script.language}</dc:language>"
        "</cp:coreProperties>"
    )


def _settings(script: _Script) -> str:
    return (
        f'{_XML}<w:settings xmlns:w="{_MAIN}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="480"/>'
        '<w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="15"/></w:compat><w:themeFontLang w:val="en-US" w:eastAsia="{script.language}"/></w:settings>'
    )


# Items bring their own numbering (一是), so the list that they are adds no sign.
_NUMBERING = (
    f'{_XML}<w:numbering xmlns:w="{_MAIN}"><w:abstractNum w:abstractNumId="0">'
    '<w:multiLevelType w:val="singleLevel"/><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="none"/>'
    '<w:suff w:val="nothing"/><w:lvlText w:val=""/><w:lvlJc w:val="left"/>'
    '<w:pPr><w:ind w:left="480" w:firstLine="0"/></w:pPr></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
)


def _footer(address: str) -> str:
    def field(name: str) -> str:
        return f'<w:fldSimple w:instr=" {name} "><w:r><w:t>1</w:t></w:r></w:fldSimple>'

    def said(text: str) -> str:
        return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'

    return (
        f'{_XML}<w:ftr xmlns:w="{_MAIN}"><w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>'
        f"{said(f'{address} · 第 ')}{field('PAGE')}{said(' / ')}{field('NUMPAGES')}{said(' 页')}"
        "</w:p></w:ftr>"
    )


def _styles(script: _Script) -> str:
    heading_font = (
        f'<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="{script.heading}" w:cs="Arial"/>'
    )
    # Labels are ours and simplified, in a traditional report too.
    ours = f'<w:rFonts w:eastAsia="{_SIMPLIFIED.text}"/><w:sz w:val="18"/><w:szCs w:val="18"/>'
    ours += '<w:lang w:eastAsia="zh-CN"/>'
    return "".join(
        (
            f'{_XML}<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>',
            f'<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="{script.text}"',
            ' w:cs="Times New Roman"/><w:sz w:val="24"/><w:szCs w:val="24"/>',
            f'<w:lang w:val="en-US" w:eastAsia="{script.language}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>',
            '<w:pPrDefault><w:pPr><w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault>',
            "</w:docDefaults>",
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>',
            "<w:qFormat/></w:style>",
            _style(
                "BodyText", "Body Text", '<w:ind w:firstLineChars="200" w:firstLine="480"/>', ""
            ),
            _style(
                "Title",
                "Title",
                '<w:keepNext/><w:spacing w:before="0" w:after="240" w:line="300" w:lineRule="auto"/>'
                '<w:jc w:val="left"/>',
                f'{heading_font}<w:b/><w:sz w:val="36"/><w:szCs w:val="36"/>',
            ),
            _style(
                "Subtitle",
                "Subtitle",
                '<w:spacing w:before="240" w:after="240"/><w:jc w:val="center"/>',
                "<w:b/>",
            ),
            *(_heading(level, heading_font) for level in range(1, 10)),
            _style(
                "ListParagraph",
                "List Paragraph",
                '<w:numPr><w:numId w:val="1"/></w:numPr><w:ind w:left="480" w:firstLine="0"/>',
                "",
            ),
            _style("Signature", "Signature", '<w:jc w:val="right"/>', ""),
            _style("ReportFacts", "报告信息", '<w:spacing w:line="288" w:lineRule="auto"/>', ours),
            _style(
                "ReportFactsEnd",
                "报告信息末行",
                '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="6" w:color="8F887B"/></w:pBdr>'
                '<w:spacing w:after="360" w:line="288" w:lineRule="auto"/>',
                ours,
            ),
            _style(
                "Footer",
                "footer",
                '<w:spacing w:line="240" w:lineRule="auto"/><w:jc w:val="center"/>',
                '<w:color w:val="655F55"/><w:sz w:val="16"/><w:szCs w:val="16"/>',
            ),
            _character("Hyperlink", "Hyperlink", '<w:color w:val="1D4F63"/><w:u w:val="single"/>'),
            _character(
                "PassageNumber",
                "段号",
                '<w:color w:val="655F55"/><w:sz w:val="15"/><w:szCs w:val="15"/>',
            ),
            "</w:styles>",
        )
    )


def _heading(level: int, font: str) -> str:
    size = {1: 32, 2: 28}.get(level, 24)
    before = {1: 360, 2: 240}.get(level, 160)
    return _style(
        f"Heading{level}",
        f"heading {level}",
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="80" w:line="312"'
        f' w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>',
        f'{font}<w:b/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/>',
        following="BodyText",
    )


def _style(key: str, name: str, paragraph: str, run: str, *, following: str = "") -> str:
    after = f'<w:next w:val="{following}"/>' if following else ""
    return (
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/><w:basedOn w:val="Normal"/>'
        f"{after}<w:qFormat/><w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _character(key: str, name: str, run: str) -> str:
    return (
        f'<w:style w:type="character" w:styleId="{key}"><w:name w:val="{name}"/>'
        f"<w:rPr>{run}</w:rPr></w:style>"
    )
