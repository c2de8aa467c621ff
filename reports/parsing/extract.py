"""file's bytes → its text, whatever encoding of Chinese it is in; saved HTML pages give their words."""

from __future__ import annotations

import codecs
import re

from .document import Extracted
from .markup import NestedTooDeepError, visible_text

_MAGIC = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "压缩包或 Office 文档（docx、xlsx、zip）"),
    (b"\xd0\xcf\x11\xe0", "旧版 Office 文档（doc、wps）"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"\x1f\x8b", "压缩包"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
)
_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]|<body[\s>]", re.I)
# Below the blank, what no text has.
_CONTROLS = [chr(code) for code in range(32) if chr(code) not in "\n\t\f\v\x1c\x1d\x1e\x1f"]
_CLOSING_TAG = re.compile(r"</(?:p|div|td|span|li|a)>", re.I)
# Where a file says that it is a page, if it is one (code points).
_BEGINNING = 200_000
_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]+)", re.I)
# The commonest characters of modern Chinese, simplified and traditional: a wrong decoding has almost none.
_COMMON = frozenset(
    "的一是在了不和有大这主中人上为们地个用工时要动国产以我到他会作来分生对于学下级就年阶义发成部民可出能方进同行面说种"
    "过命度革而多子后自社加小机也经力线本电高量长党得实家定深法表着水理化争现所二起政三好十战无农使性前等反体合斗路图把"
    "这為們個時動國產會來對於學級義發種過後機經線電長黨實業務與區縣鄉鎮護養殘補貼條規"
)


class ExtractError(ValueError):
    """The bytes hold no text that can be archived; the message is a Chinese sentence for the clerk."""


def extract(data: bytes) -> Extracted:
    """Decode a file (UTF-8 with or without BOM, UTF-16, GB18030, Big5) and normalise its line ends.

    Raises ExtractError for an empty, binary or undecodable file and for one without any words.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise ExtractError("文件是空的。")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ExtractError(f"这是{what}，不是文本；请另存为纯文本（txt）或网页（html）再上传。")
    text, encoding = _decode(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x00" in text or _control_share(text) > 0.01:
        raise ExtractError("文件含有二进制内容，不是文本。")
    from_markup = _is_page(text[:_BEGINNING])
    if from_markup:
        try:
            text = visible_text(text)
        except NestedTooDeepError as error:
            raise ExtractError(
                "这个网页的标签层层嵌套，无法读取；请另存为纯文本再上传。"
            ) from error
    if not any(char.isalnum() for char in text):
        raise ExtractError("文件里没有文字。")
    return Extracted(text=text, encoding=encoding, from_markup=from_markup)


def _decode(data: bytes) -> tuple[str, str]:
    for bom, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(bom):
            try:
                return data.decode(encoding), encoding.removesuffix("-sig")
            except UnicodeDecodeError as error:
                raise ExtractError("文件的编码已损坏，无法读出文字。") from error
    candidates = [*_declared(data), "utf-8", *_utf16_without_bom(data)]
    for encoding in candidates:
        try:
            return data.decode(encoding), encoding
        except (UnicodeDecodeError, LookupError):
            continue
    return _best_legacy(data)


def _declared(data: bytes) -> list[str]:
    """The charset an HTML page names, where it is one of the Chinese ones."""
    match = _CHARSET.search(data[:4096])
    name = match.group(1).decode("ascii").lower() if match else ""
    if name in {"gb2312", "gbk", "gb18030", "x-gbk"}:
        return ["utf-8", "gb18030"]
    return ["utf-8", name] if name in {"big5", "big5-hkscs"} else []


def _utf16_without_bom(data: bytes) -> list[str]:
    """UTF-16 without its mark shows as zero bytes on one side of every ASCII character."""
    sample = data[:4000]
    if len(data) % 2 or b"\x00" not in sample:
        return []
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    return ["utf-16-be"] if even > odd else ["utf-16-le"]


def _best_legacy(data: bytes) -> tuple[str, str]:
    """GB18030 and Big5 can often read each other's bytes; the right one yields everyday characters."""
    readings = []
    for encoding in ("gb18030", "big5", "big5hkscs"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        han = [
            char
            for char in text[:20_000]
            if "\u3400" <= char <= "\u9fff" or "\ue000" <= char <= "\uf8ff"
        ]
        common = sum(char in _COMMON for char in han) / len(han) if han else 0.0
        readings.append((common, text, encoding))
    if not readings:
        raise ExtractError("无法识别文件的文字编码（支持 UTF-8、UTF-16、GB18030、Big5）。")
    _, text, encoding = max(readings, key=lambda reading: reading[0])
    return text, encoding


def _control_share(text: str) -> float:
    sample = text[:100_000]
    return sum(map(sample.count, _CONTROLS)) / max(len(sample), 1)


def _is_page(beginning: str) -> bool:
    """A page names itself or is full of tags; a plain text may quote one or two."""
    if _PAGE.search(beginning):
        return True
    tags = sum(1 for _ in _CLOSING_TAG.finditer(beginning))
    return tags >= max(4, len(beginning) // 500)
