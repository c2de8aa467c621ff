"""What is searched: a fixed mix of queries by class, each without filters and with one of a few.

What is typed is for the archive.  Other engines know nothing of its grammar, so the same is said once more in parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle

from reports.selection import Selection

#: Filters that take turns: a province of some 3 %, a year of 6 %, a policy area of 15 %, and two at once.
FILTERS = (
    Selection.of(region=["450000"]),
    Selection.of(year=["2021"]),
    Selection.of(area=["elderly_care"]),
    Selection.of(region=["320000", "330000"], year=["2020", "2021"]),
)
FILTERED = "_filtered"


@dataclass(frozen=True, slots=True)
class Asked:
    """One search.

    `terms` must all be found, each as any one of its alternatives; `without` must not.  An alternative is one
    word, or several that stand together, or a single character.
    """

    kind: str
    typed: str
    terms: tuple[tuple[str, ...], ...]
    without: tuple[str, ...] = ()
    selection: Selection = field(default_factory=Selection.of)


#: Class → what is typed.  The comment says in how many of a hundred passages it stands.
_PLAIN = {
    # 42 to 13
    "common": "服务 社会 工作 组织 开展 建设 养老 民政 社区 救助 管理 保障",
    # 9 to 0.5
    "middling": "留守 残疾人 志愿者 婚姻登记 殡葬 公墓 消防 流浪 孤儿 慈善",
    # 0.3 to one in a million
    "rare": "拉达克 独处 贸易 桂林市 盂县 昆山市 琵琶 望远镜 鸬鹚 蜃景",
    # 8 to 0.1
    "pair": "养老|服务 社会|组织 社区|治理 儿童|保障 低保|标准 养老|消防 残疾人|补贴 殡葬|改革 慈善|捐赠 临时救助|困难",
    "triple": (
        "养老|服务|社区 社会|组织|管理 困难|群众|救助 儿童|福利|机构 基层|治理|社区 残疾人|两项|补贴 "
        "养老|机构|安全 低保|特困|标准"
    ),
    # 30 to 2
    "character": "老 会 民 助 乡 葬 孤 桥",
    # 9 to 0.3: both in one text, whole words by other engines and letter by letter by the archive
    "phrase": "养老服务 社会组织 城乡低保 困难群众 婚姻登记 未成年人保护 基层群众自治 高质量发展",
}
#: Class → what is typed, what must be found and what must not.
_EXCLUSIONS = (
    ("养老 -消防", ("养老",), "消防"),
    ("社会 -组织", ("社会",), "组织"),
    ("服务 -养老", ("服务",), "养老"),
    ("低保 -农村", ("低保",), "农村"),
    ("社区 治理 -党建", ("社区", "治理"), "党建"),
    ("殡葬 NOT 公墓", ("殡葬",), "公墓"),
)
#: As `fixtures/synonyms.json` has them; whoever types the first finds the second.
_SYNONYMS = {
    "低保": "最低生活保障",
    "五保": "特困人员",
    "社工": "社会工作者",
    "福彩": "福利彩票",
    "救助站": "救助管理站",
    "防疫": "疫情防控",
}
_EITHER = (("殡葬", "公墓"), ("孤儿", "志愿者"), ("养老", "助老"))


def _alternatives(term: str) -> tuple[str, ...]:
    return (term, _SYNONYMS[term]) if term in _SYNONYMS else (term,)


def _queries() -> Iterator[Asked]:
    for kind, listed in _PLAIN.items():
        for query in listed.split(" "):
            terms = tuple(map(_alternatives, query.split("|")))
            typed = f"“{query}”" if kind == "phrase" else query.replace("|", " ")
            yield Asked(kind, typed, terms)
    for typed, found, without in _EXCLUSIONS:
        yield Asked("exclusion", typed, tuple(map(_alternatives, found)), (without,))
    for term in _SYNONYMS:
        yield Asked("synonym", term, (_alternatives(term),))
    for alternatives in _EITHER:
        yield Asked("either", " OR ".join(alternatives), (alternatives,))


def _mix() -> Iterator[Asked]:
    for asked, selection in zip(_queries(), cycle(FILTERS), strict=False):
        yield asked
        yield Asked(asked.kind + FILTERED, asked.typed, asked.terms, asked.without, selection)


MIX: tuple[Asked, ...] = tuple(_mix())
