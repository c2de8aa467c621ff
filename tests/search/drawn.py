"""What anybody, or anything, might type and choose: pieces of the reports, signs and filters in every mixture."""

from __future__ import annotations

from hypothesis import strategies as st

from search.grammar import MAX_LENGTH

from .texts import LINES

TEXT = "".join(LINES)
SLICES = st.builds(
    lambda start, length: TEXT[start : start + length],
    st.integers(0, len(TEXT) - 1),
    st.integers(1, 12),
)
HEADINGS = st.sampled_from([line for line in LINES if 4 < len(line) < 30])

_WORDS = """
低保 養老 民政 儿童福利 社会工作服务站 一肩挑 南宁 广西 2021年 的 和 月球基地 有多少 哪些 covid-19 COVID 6·19 99.95% ①
"""
_OPERATORS = "OR ＯＲ AND NOT -- || \"\" () :* <-> '' *: "
_SIGNS = (
    "()（）\"“”「」『』《》‘’'|｜/／-－−—*＊:：、，,;；。！？?!%_\\&<>[]{}~^+＋=#@$` \t\n\u3000"
)
_LABELS = "城市 地区 省 市 县 年 年份 年度 领域 政策领域 类型 city region year area type 類型 領域"
_VALUES = """
中山 南宁、中山 鼓楼区 " 2021 2021-1990 1900 9999 2021、 养老 计划 ０２０２１ 20２1 -养老 OR 总结和计划 ' \0
"""
_ODD = "\0 \ud800 \udfff \ufeff \u200b \u202e 👨\u200d👩\u200d👧 🇨🇳 e\u0301\u0301 ㎡ ⑩ ㈠ ½ ℃"
_ODDER = "\u2fd5 \U0002a6a5 ﷺ İ ß ſ 1.2.3,4"
_CHOICES = """
450000 442000 2021 2022 elderly_care 计划 总结 date city off 0 -1 2 ４５００００ 1949 2101 x' \0
"""

WORDS = st.sampled_from(_WORDS.split())
SIGNS = st.sampled_from(
    [*_SIGNS, *(f" {sign} " for sign in _OPERATORS.split()), *_OPERATORS.split()]
)
FILTERS = st.builds(
    lambda label, colon, value: label + colon + value,
    st.sampled_from(_LABELS.split()),
    st.sampled_from([":", "：", " :", "::", ""]),
    st.one_of(st.sampled_from(_VALUES.split()), st.text(max_size=6)),
)
ODD = st.sampled_from(
    [*_ODD.split(), *_ODDER.split(), "1" * 90, "9" * 25 + "*", "a" * 80, "的" * 60]
)
PIECES = st.one_of(SLICES, SLICES, HEADINGS, WORDS, SIGNS, SIGNS, FILTERS, ODD, st.text(max_size=4))


@st.composite
def _mutated(draw: st.DrawFn) -> str:
    """A heading or a passage's beginning with a few characters lost, doubled, swapped or made something else."""
    letters = list(draw(st.one_of(HEADINGS, SLICES)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(letters) - 1, 0)))
        letters[at : at + draw(st.integers(0, 2))] = draw(
            st.sampled_from(
                [[], letters[at : at + 1] * 2, letters[at : at + 2][::-1], [draw(PIECES)]]
            )
        )
    return "".join(letters)


@st.composite
def _near_the_limits(draw: st.DrawFn) -> str:
    """As many terms as there may be, or a few more, of one or two kinds, or brackets as deep as they fit."""
    parts = draw(st.lists(st.one_of(SLICES, WORDS), min_size=1, max_size=32))
    before, after = draw(
        st.sampled_from(
            [("", ""), ('"', '"'), ("-", ""), ('-"', '"'), ("(", ")"), ("-(", ")"), ("", "*")]
        )
    )
    between = draw(st.sampled_from([" ", "|", " OR ", "、", " -", " OR -", ") (", "|("]))
    typed = between.join(f"{before}{part}{after}" for part in parts)
    depth = draw(st.sampled_from([0, 0, 1, 20, 70]))
    return (
        draw(st.sampled_from(["(", "-(", '"'])) * depth
        + typed[: MAX_LENGTH + draw(st.sampled_from([0, 0, 1, 50]))]
    )


TYPED = st.one_of(
    st.lists(PIECES, max_size=12).map("".join),
    st.lists(PIECES, max_size=12).map(" ".join),
    _mutated(),
    _near_the_limits(),
    st.text(max_size=210),
)
#: Parameters of the address beside what was typed.
CHOSEN = st.dictionaries(
    st.sampled_from(["region", "year", "area", "type", "sort", "synonyms", "page"]),
    st.lists(
        st.one_of(
            st.sampled_from([*_CHOICES.split(), str(10**30), "9" * 5000]), st.text(max_size=5)
        ),
        max_size=3,
    ),
    max_size=3,
)
