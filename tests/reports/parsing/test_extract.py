"""Bytes in every encoding of Chinese become the same text; what is no text is refused in Chinese."""

import pytest

from reports.parsing.extract import ExtractError, extract

SIMPLIFIED = "一、2021年工作完成情况\n全市民政部门认真贯彻落实各项工作部署，发放低保金8.6亿元。\n"
TRADITIONAL = "一、社會救助\n本市辦理低收入戶生活扶助，發放補助金額八億元，服務民眾與長者。\n"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", SIMPLIFIED),
        ("utf-8-sig", SIMPLIFIED),
        ("utf-16", SIMPLIFIED),
        ("utf-16-le", SIMPLIFIED),
        ("utf-16-be", SIMPLIFIED),
        ("gb18030", SIMPLIFIED),
        ("gb18030", SIMPLIFIED + "𠮷㐂"),
        ("big5", TRADITIONAL),
        ("utf-8", TRADITIONAL),
    ],
)
def test_text_survives_its_encoding(encoding: str, text: str) -> None:
    assert extract(text.encode(encoding)).text == text


@pytest.mark.parametrize("line_end", ["\r\n", "\r", "\n"])
def test_every_line_end_becomes_one_newline(line_end: str) -> None:
    assert extract(SIMPLIFIED.replace("\n", line_end).encode()).text == SIMPLIFIED


@pytest.mark.parametrize(
    ("data", "says"),
    [
        pytest.param(b"", "空", id="empty"),
        pytest.param(b" \r\n\t", "空", id="blank"),
        pytest.param(b"%PDF-1.7\n...", "PDF", id="pdf"),
        pytest.param(b"PK\x03\x04rest", "压缩包", id="zip or docx"),
        pytest.param(b"\x89PNG\r\n\x1a\n", "图片", id="png"),
        pytest.param("民政".encode() + b"\x00\x01\x02" * 40, "二进制", id="binary"),
        pytest.param(b"\xff\xfe\x00\xd8", "编码", id="broken utf-16"),
        pytest.param(b"\x81\xff\xfe\xff\x80\x80", "编码", id="no encoding at all"),
        pytest.param("。，！——".encode(), "没有文字", id="punctuation only"),
        pytest.param(
            b"<html><body><script>alert(1)</script></body></html>", "没有文字", id="empty page"
        ),
    ],
)
def test_what_is_no_text_is_refused_with_a_chinese_sentence(data: bytes, says: str) -> None:
    with pytest.raises(ExtractError, match=says):
        extract(data)


PAGE = """<!DOCTYPE html><html><head><meta charset="{charset}"><title>民政局</title>
<style>p {{ color: red }}</style><script>var hidden = "不可见";</script></head>
<body><div>首页 &gt; 规划计划</div><h1>2021年民政工作总结</h1>
<p>&nbsp;&nbsp;一、社会救助</p><p>发放低保金<b>8.6</b>亿元，
保障<span>困难</span>群众。</p><table><tr><td>低保</td><td>1120元</td></tr></table>
<!-- 注释 --></body></html>"""


@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gbk"])
def test_a_saved_page_gives_what_its_reader_sees(charset: str) -> None:
    extracted = extract(
        PAGE.format(charset=charset).encode("gb18030" if charset != "utf-8" else charset)
    )
    lines = [line.strip() for line in extracted.text.split("\n")]
    assert extracted.from_markup
    assert lines == [
        "首页 > 规划计划",
        "2021年民政工作总结",
        "一、社会救助",
        "发放低保金8.6亿元， 保障困难群众。",
        "低保",
        "1120元",
    ]


def test_a_page_without_closing_head_keeps_its_body() -> None:
    assert (
        extract("<html><head><title>题</title><p>正文在这里。</p>".encode()).text == "正文在这里。"
    )


def test_a_plain_text_that_mentions_a_tag_stays_plain() -> None:
    text = "系统提示<p>字段为空</p>，经核查属误报。\n" + SIMPLIFIED * 30
    assert extract(text.encode()).text == text


@pytest.mark.parametrize(
    "markup",
    [
        "<body>" + "<div>" * 20_000 + "民政",
        "<body>" + "<select>" * 50_000 + "</p>" * 50_000 + "民政",
    ],
    ids=["nested", "nested and closed wrongly"],
)
def test_a_page_made_to_keep_the_parser_busy_is_refused(markup: str) -> None:
    with pytest.raises(ExtractError, match="嵌套"):
        extract(markup.encode())


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "big5"])
def test_a_page_that_names_a_wrong_charset_is_still_read_as_what_it_is(charset: str) -> None:
    page = f'<html><head><meta charset="{charset}"></head><body><p>发放低保金&#20159;元</p></body></html>'
    assert extract(page.encode()).text == "发放低保金亿元"
