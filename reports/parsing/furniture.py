"""lines → page furniture: what the web site or the newspaper put around a report.

Furniture is kept and can be shown, but it is neither outline nor text, and search never finds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .document import Furniture, FurnitureKind
from .lines import Line, body_bounds
from .mirror import SPELT_BLANKS
from .regions import Gazetteer

Zone = Literal["any", "edge", "head"]


def _spaced(words: str) -> str:
    """A pattern for words separated by `|`; sites like to write 索 引 号 with blanks inside."""
    return "|".join(r"\s*".join(map(re.escape, word)) for word in words.split("|"))


_TOOL = _spaced(
    "网站无障碍关怀版|无障碍关怀版|无障碍浏览|无障碍阅读|网站无障碍|无障碍版|无障碍|关怀版|长者助手|长者模式|长者专区|长者版|适老化|适老版|"
    "打印本页|打印|关闭窗口|关闭本页|全屏|加入收藏|设为首页|收藏|登录|注册|退出|分享到|分享|字号|字体|语音播报|朗读|"
    "扫一扫在手机打开当前页|扫一扫|返回顶部|返回首页|手机版|客户端|网站地图|站点地图|我要纠错|纠错|微信公众号|微信|微博|QQ空间|繁體版|繁体版|简体版|繁体|简体"
)
_SHORT_TOOL = _spaced("下载|大|中|小|加大|还原|减小|默认|特大|首页|搜索|返回|关闭")
_BETWEEN = r"[\s\[\]【】()<>|/:·,、_-]*"
_LABEL = _spaced(
    "来源时间为|信息来源|稿件来源|文章来源|资料来源|来源|稿源|发布日期|发布时间|发布机构|发布单位|发布者|发布人|发表时间|发文日期|发文机关|发文单位|"
    "发文字号|成文日期|生成日期|更新日期|更新时间|公开日期|公开方式|公开时限|公开范围|公开类别|公开形式|公开责任部门|作者|编辑|责任编辑|责编|审核|校对|"
    "浏览次数|浏览量|访问次数|访问量|阅读次数|阅读量|点击次数|点击数|点击量|点击率|字号大小|字体大小|字号|字体|索引号|主题分类|主题词|信息分类|信息索取号|"
    "有效性|所属栏目|所属主题|体裁分类|服务对象|文号"
)
_LOOSE_LABEL = _spaced(
    "时间|日期|阅读|点击|浏览|分类|名称|标题|关键词|关键字|视力保护色|法规类别|最新异动日期"
)
# A label whose value is a button or a counter never has it on the next line.
_VALUELESS = re.compile(
    _spaced(
        "浏览次数|浏览量|访问次数|访问量|阅读次数|阅读量|点击次数|点击数|点击量|点击率|字号大小|字体大小|字号|字体|分享到|分享|打印|阅读|点击|浏览"
    )
)
_FOOTER = _spaced(
    "文件下载|附件下载|关联文件|关联稿件|相关报道|相关链接|相关附件|相关文件|相关稿件|相关信息|相关阅读|相关解读|相关新闻|相关文档|相关政策|上一篇|下一篇|上一条|下一条"
)
_IMPRINT = _spaced(
    "版权所有|主办单位|承办单位|主办|承办|网站标识码|网站支持|技术支持|备案号|备案序号|联系我们|联系电话|联系地址|办公地址|地址|邮政编码|邮编|关于我们|网站声明|法律声明|隐私声明"
)


@dataclass(frozen=True, slots=True)
class LineRule:
    """A whole line that is furniture. `edge` is before the first or after the last body line."""

    kind: FurnitureKind
    zone: Zone
    pattern: re.Pattern[str]
    examples: tuple[str, ...]


LINE_RULES: tuple[LineRule, ...] = (
    LineRule(
        "breadcrumb",
        "any",
        re.compile(r"您?\s*(?:现在|当前|目前)?\s*(?:所在)?\s*的?\s*(?:位置|栏目)\s*:.{0,120}"),
        ("您当前的位置: 首页 >政务公开 > 规划计划", "当前位置: 首页>> 热点专题"),
    ),
    LineRule(
        "breadcrumb",
        "edge",
        re.compile(r"首页(?:\s*(?:>+|/|»)\s*[^>。]{1,20})+"),
        ("首页 > 政务公开",),
    ),
    LineRule(
        "toolbar",
        "any",
        re.compile(rf"{_BETWEEN}(?:{_TOOL})(?:{_BETWEEN}(?:{_TOOL}|{_SHORT_TOOL}))*{_BETWEEN}"),
        ("无障碍版 长者助手 登录", "【字体:大 中 小】", "打印本页", "字号:"),
    ),
    LineRule(
        "toolbar",
        "edge",
        re.compile(
            rf"{_BETWEEN}(?:{_SHORT_TOOL})(?:{_BETWEEN}(?:{_TOOL}|{_SHORT_TOOL}))*{_BETWEEN}|[\[\]【】>|]{{1,3}}"
        ),
        ("加大", "下载", "】"),
    ),
    LineRule(
        "meta",
        "edge",
        re.compile(rf"[(\[【]?\s*(?:{_LABEL}|{_LOOSE_LABEL})\s*(?::|为:).{{0,120}}"),
        (
            "信息来源:中山市民政局 发布日期:2022-01-29 分享:",
            "索 引 号: 014717475N",
            "来源时间为:2023-01-06",
        ),
    ),
    LineRule(
        "meta",
        "head",
        re.compile(
            r"\d{4}[-年/.]\d{1,2}[-月/.]\d{1,2}日?\s+\d{1,2}[:时]\d{2}(?::\d{2}|分)?.{0,20}|.{0,30}门户网站\s+www\..{0,80}"
        ),
        ("2026年02月10日 07时41分", "2026-02-09 09:45:30"),
    ),
    LineRule(
        "dateline",
        "any",
        re.compile(
            r"(?:新华社|中新社|人民网|本报).{0,12}\d{1,2}月\d{1,2}日[电讯](?:\s*\(.{0,30}\))?"
        ),
        ("新华社北京3月15日电",),
    ),
    LineRule(
        "source",
        "any",
        re.compile(r"[(\[【]\s*(?:信息|稿件|文章)?(?:来源|稿源|转自|摘自|原载)\s*:[^。]{0,60}"),
        ("(来源:中国社会报2021.12.27)",),
    ),
    LineRule(
        "footer",
        "any",
        re.compile(rf"(?:{_FOOTER})\s*:?(?:\s*(?:无|没有了|暂无))?"),
        ("文件下载:", "关联文件:", "相关报道:", "下一篇:没有了"),
    ),
    LineRule(
        "footer",
        "edge",
        re.compile(
            rf"(?:附件|(?:{_FOOTER})\s*:.{{1,80}}|(?:{_IMPRINT})\s*:?.{{0,100}}|.{{0,40}}(?:ICP备|公网安备|网安备).{{0,60}})\s*:?"
        ),
        ("主办单位:某市民政局", "粤ICP备05079669号", "附件:"),
    ),
    LineRule(
        "footer",
        "any",
        re.compile(
            r"(?:附件\s*\d*\s*[:.、]?|\d{1,2}[.、])?.{0,80}\.(?:docx?|pdf|xlsx?|zip|rar|wps|ofd|jpe?g|png)",
            re.I,
        ),
        ("附件：某县民政局2020年工作总结.doc",),
    ),
    LineRule(
        "contents",
        "any",
        re.compile(r"目\s*[录次]|[^。]{2,60}?(?:[.…·⋯]{3,}|…{1,})\s*\d{1,3}"),
        ("目 录", "一、2021年工作总结……………3", "(一)社会救助.......12"),
    ),
    LineRule(
        "page_number",
        "any",
        re.compile(r"[-—–]+\s*\d{1,4}\s*[-—–]+|第\s*\d{1,4}\s*页(?:\s*[,/]?\s*共\s*\d{1,4}\s*页)?"),
        ("- 3 -", "—12—", "第3页 共8页"),
    ),
    LineRule(
        "caption",
        "any",
        re.compile(
            r"(?:图为|图片说明|资料图|\(资料图).{0,80}|.{0,80}(?:本报记者|通讯员|记者).{0,30}\s*摄(?:影报道)?[。)]?"
        ),
        ("图为志愿者走访老人。", "本报记者 霍艳恩摄"),
    ),
    LineRule(
        "markup",
        "any",
        re.compile(r"<!--.*-->|<!--|-->|[\u200b\u200c\u200d\u2060\ufeff\s]+"),
        ("<!-- INFO END -->",),
    ),
)
# A longer line is text, whatever words it begins with (code points).
LONGEST_LINE = 160
_GLUED = re.compile(rf"[(\[【]?(?:{_LABEL}|分享|打印)\s*:")
_SOURCE_TAG = re.compile(r"【[^】]{2,16}】|\[[^\]]{2,16}[报网社台]\]")
_CAPTION_SUBJECT = re.compile(r"[^。!?;]{6,44}。")
_LABEL_ONLY = re.compile(rf"[(\[【]?\s*(?:{_LABEL}|{_LOOSE_LABEL})\s*:")


def find_furniture(text: str, lines: Sequence[Line], gazetteer: Gazetteer) -> list[Furniture]:
    """All furniture spans in order, without overlaps."""
    spans = _furniture_lines(lines, gazetteer)
    taken = {span.start: span.end for span in spans}
    for line in lines:
        if taken.get(line.start) == line.end:
            continue
        for blank in SPELT_BLANKS.finditer(text, line.start, line.end):
            spans.append(Furniture(blank.start(), blank.end(), "markup"))
    return _apart(sorted(spans, key=lambda span: span.start))


def _apart(spans: Sequence[Furniture]) -> list[Furniture]:
    """The spans without those that begin inside the one before."""
    kept: list[Furniture] = []
    for span in spans:
        if not kept or span.start >= kept[-1].end:
            kept.append(span)
    return kept


def _furniture_lines(lines: Sequence[Line], gazetteer: Gazetteer) -> list[Furniture]:
    first, last = body_bounds(lines)
    captions = _captions(lines, gazetteer)
    spans: list[Furniture] = []
    follows: FurnitureKind | None = None
    closed = False
    for index, line in enumerate(lines):
        zone = "head" if index < first else "foot" if index > last else "body"
        kind = _continues(follows, line, lines[index - 1]) if follows and zone == "head" else None
        kind = kind or ("caption" if index in captions else _line_kind(line, zone))
        # Below the first button under the text there are only more links.
        closed = zone == "foot" and (closed or kind in {"toolbar", "footer"})
        if kind is None and closed and line.is_open and len(line.mirrored) <= 40:
            kind = "menu"
        if kind:
            spans.append(Furniture(line.start, line.end, kind))
            follows = _expects_more(kind, line)
        else:
            follows = None
            # Title, source tag and controls may share the line the title stands on.
            if index < first or index == first == 0:
                spans.extend(_glued(line))
    return spans


def _line_kind(line: Line, zone: str) -> FurnitureKind | None:
    if len(line.mirrored) > LONGEST_LINE:
        return None
    for rule in LINE_RULES:
        allowed = (
            rule.zone == "any" or (rule.zone == "edge" and zone != "body") or rule.zone == zone
        )
        if allowed and rule.pattern.fullmatch(line.mirrored.strip() or line.mirrored):
            return rule.kind
    return None


def _expects_more(kind: FurnitureKind, line: Line) -> FurnitureKind | None:
    """What the next line may go on with: the rest of a breadcrumb, or the value of a label."""
    if kind == "breadcrumb":
        return kind
    if (
        kind == "meta"
        and _LABEL_ONLY.fullmatch(line.mirrored)
        and not _VALUELESS.search(line.mirrored)
    ):
        return kind
    return None


def _continues(follows: FurnitureKind, line: Line, previous: Line) -> FurnitureKind | None:
    if follows == "breadcrumb":
        steps = (line.mirrored, previous.mirrored)
        return follows if any(step in {">", ">>", "首页", "/"} for step in steps) else None
    return follows if len(line.mirrored) <= 40 and not _LABEL_ONLY.match(line.mirrored) else None


def _glued(line: Line) -> list[Furniture]:
    """Furniture inside a title line: 【南通日报】…发布日期:2023-01-06来源:…字号:"""
    spans = []
    begin = 0
    tag = _SOURCE_TAG.match(line.mirrored)
    if tag and tag.end() < len(line.mirrored):
        begin = tag.end()
        spans.append(Furniture(line.start, line.start + begin, "source_tag"))
    controls = _GLUED.search(line.mirrored, begin + 1, begin + LONGEST_LINE)
    if controls and "。" not in line.mirrored[: controls.start()]:
        spans.append(Furniture(line.start + controls.start(), line.end, "meta"))
    return spans


def _captions(lines: Sequence[Line], gazetteer: Gazetteer) -> set[int]:
    """Indexes of photo captions above a press article: single sentences on who did what where.

    They open the file, each names its place first, and a paragraph of the article follows.
    """
    found: set[int] = set()
    for index, line in enumerate(lines):
        named = next(gazetteer.mentions(line.mirrored[:12]), None)
        if not (named and named.start == 0 and _CAPTION_SUBJECT.fullmatch(line.mirrored)):
            return found if index < len(lines) and line.is_prose else set()
        found.add(index)
    return set()
