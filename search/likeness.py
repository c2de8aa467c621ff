"""A passage → the words it is recognised by; two passages → how alike they are. No database here.

What a passage shares with one of another city is neither its numbers nor its places: those are left out, and so
are the words that only count or order. Of the rest as many are kept as may be looked up in a moment, the least
usual in general Chinese first; how usual they are among the archive's own texts is for the caller to say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import log

from reports.reference import gazetteer

from .dictionary import shared_dictionary
from .fold import fold_text
from .words import words

# Of a longer passage so many code points are read, from its beginning.
LONGEST = 2000
# So many different words of a passage are looked at.
MOST_WORDS = 24
# What a word of the passage that the other lacks counts against it, and what the other says besides.
LACKING, BESIDES = 0.55, 0.2
# What it adds where the headings above speak of the same.
SAME_HEADING = 0.3

_HAN_NUMBER = "一二三四五六七八九十百千万亿两几零〇"
_COUNTING = re.compile(
    rf"第?[{_HAN_NUMBER}]+[是个项批年月日次元户家所条种类]?"
    r"|[全我本各该][国省市区县州盟旗]|自治[区州县旗]|[去今明上本]年|年度|[上下]半年|月份|季度"
)
# Words of every report, which say that something is done and how well, not what.
_SAID = """
工作 做好 做到 抓好 搞好 落实 贯彻 贯彻落实 开展 组织 组织开展 推进 推动 深化 加强 加快
加大 强化 完善 健全 提升 提高 促进 确保 保持 实现 实施 实行 推行 建立 建设 打造 构建 创新
发展 深入 扎实 积极 全面 有效 有序 有力 有关 相关 切实 认真 严格 及时 进一步 持续 不断
稳步 大力 力度 着力 努力 充分 发挥 作用 按照 根据 通过 坚持 围绕 结合 主要 重点 重要 基本
情况 方面 问题 措施 机制 制度 体系 能力 水平 质量 高质量 基础 基层 关于 以及 其中 同时
进行 具有 成为 得到 取得 成效 成果 成绩 目标 任务 要求 责任 部门 单位 各级 管理 服务 活动
项目 统筹 到位 优化 全力 累计 共有 完成 达到 全覆盖 印发 出台 制定 各项 工程 行动 专项
领导 党组 复盖 增长 比上年
"""
_OFFICIAL = frozenset(_SAID.split())
_WITH_DIGIT = re.compile(r"[0-9]")


def telling_words(text: str) -> dict[str, int]:
    """The words a passage may be recognised by, with how often it says them, the least usual first."""
    folded = fold_text(text[:LONGEST])
    places = [(place.start, place.end) for place in gazetteer().mentions(folded)]
    said: Counter[str] = Counter()
    for token in words(folded):
        while places and places[0][1] <= token.start:
            places.pop(0)
        within = bool(places) and places[0][0] < token.end
        if not within and not _WITH_DIGIT.search(token.text):
            said[token.text] += 1
    frequencies = shared_dictionary().FREQ
    usual = {word: log(2 + frequencies.get(word, 0)) - log(times) for word, times in said.items()}
    telling = (word for word in said if word not in _OFFICIAL and not _COUNTING.fullmatch(word))
    kept = sorted(telling, key=usual.__getitem__)
    return {word: said[word] for word in kept[:MOST_WORDS]}


@dataclass(frozen=True, slots=True)
class Likeness:
    """What a passage is compared by: the weights of its words, and how long it is (folded code points)."""

    weights: Mapping[str, float]
    length: int

    def shared(self, folded: str) -> list[str]:
        """The words that a folded text has too, letter by letter: words are told apart where it is shown."""
        return [word for word in self.weights if word in folded]

    def score(self, shared: list[str], *, length: int) -> float:
        """How alike a text is that shares these words, from 0 to 1 (Tversky 1977: what either lacks counts).

        What the text says besides is not looked up but taken from its length.
        """
        total = sum(self.weights.values())
        if not total or not length:
            return 0.0
        common = sum(self.weights[word] for word in shared)
        besides = max(total * length / self.length - common, 0.0)
        return common / (common + LACKING * (total - common) + BESIDES * besides)


def same_heading(heading: Mapping[str, int], folded_path: str) -> float:
    """How much more a passage counts for what stands above it: 1 where nothing does of `heading`."""
    total = sum(map(len, heading))
    held = sum(len(word) for word in heading if word in folded_path)
    return 1 + SAME_HEADING * (held / total if total else 0.0)
