"""Second step of the benchmark: the number of a report → its file, the same on every machine and in every run.

What must be like a real archive for the figures to mean anything: how often words stand in passages (服务 in a third of
them, half of all words in one of a million), how long passages and reports are, and how many places and years there
are to count.  A report does not depend on how many others there are, so a larger archive holds the smaller one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import accumulate
from random import Random

from reports.parsing.regions import RegionName
from reports.reference import gazetteer
from search.benchmark.clauses import (
    OTHER_PLACE,
    OWN_PLACE,
    SAME_YEAR,
    YEARS_AROUND,
    Topic,
    fixture_clauses,
)
from search.dictionary import shared_dictionary
from search.fold import fold_text

#: Part of every seed; another one makes another archive of the same kind.
EDITION = "2026-1"
FIRST_YEAR, LAST_YEAR = 2010, 2025
#: Passages of a report: the mean, and the deviation.
PASSAGES, SPREAD = 47.0, 9.0
#: Words of the dictionary and names of places that are mixed into a text, per clause.
RARE_WORDS, PLACES = 0.25, 0.03
#: So much of a paragraph is about what its heading says; the rest may come from anywhere.
TO_THE_POINT = 0.8
TRADITIONAL_SHARE = 0.05
#: Ranks of Zipf's law begin here, which caps the share of the commonest rare word at about 1 %, of the commonest
#: place at 0.7 %.
FIRST_RANK = 30

_BLANK = re.compile(
    f"[{OWN_PLACE}{OTHER_PLACE}{chr(ord(SAME_YEAR) - YEARS_AROUND)}-{chr(ord(SAME_YEAR) + YEARS_AROUND)}]"
    # A number is drawn anew, save days and months.
    r"|[0-9]+(?![0-9月日])"
)
_NUMERALS = "一二三四五六七八九"
_OF_A_CITY = re.compile("(?<=[全我])市|(?<![全我])市(?=委|政府|民政局)")


@dataclass(frozen=True, slots=True)
class _Stock:
    """What every report is made of."""

    chapters: tuple[Topic, ...]
    topics: tuple[Topic, ...]
    topic_weights: tuple[int, ...]
    places: tuple[RegionName, ...]
    rare_words: tuple[str, ...]


@cache
def _stock() -> _Stock:
    topics = fixture_clauses().topics
    leaves = tuple(topic for topic in topics if not topic.top) or topics
    order = Random(EDITION)  # noqa: S311 - repeatable, not secret
    places = [region for region in gazetteer() if region.level != "province"]
    order.shuffle(places)
    counts = shared_dictionary().FREQ
    rare = {word for word, count in counts.items() if count and 2 <= len(word) <= 4}
    known = fold_text("|".join(clause for topic in topics for clause in topic.clauses))
    rare -= {known[at : at + size] for at in range(len(known)) for size in (2, 3, 4)}
    rare = set(filter(_is_han, rare))
    return _Stock(
        chapters=tuple(t for t in topics if t.top and not _BLANK.search(t.heading)),
        topics=leaves,
        topic_weights=tuple(accumulate(len(topic.clauses) for topic in leaves)),
        places=tuple(places),
        rare_words=tuple(sorted(rare, key=lambda word: (-counts[word], word))),
    )


def _is_han(word: str) -> bool:
    return all("\u4e00" <= character <= "\u9fff" for character in word)


def report_files(numbers: range) -> Iterator[tuple[str, bytes]]:
    """The names and the bytes (UTF-8) of these reports."""
    return (report_file(number) for number in numbers)


def report_file(number: int) -> tuple[str, bytes]:
    """The name and the bytes (UTF-8) of one report."""
    name, text = _Writer(Random(f"{EDITION}:{number}")).report()  # noqa: S311
    return f"{name}_{number:07}.txt", text.encode()


def _zipf(random: Random, size: int) -> int:
    """A number below `size`, drawn by Zipf's law with its first ranks cut off."""
    return int(FIRST_RANK * ((size + FIRST_RANK) / FIRST_RANK) ** random.random()) - FIRST_RANK


class _Writer:
    """Writes one report."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._stock = _stock()
        self._place = self._any_place()
        self._year = random.randint(FIRST_YEAR, LAST_YEAR)
        self._left = max(int(random.gauss(PASSAGES, SPREAD)), 12)

    def report(self) -> tuple[str, str]:
        """The name and the text."""
        parts = self._random.choices(("总结", "计划", "总结计划"), (25, 15, 60))[0]
        place, year, after = self._full_name, self._year, self._year + 1
        titles = {
            "总结": f"{year}年工作总结",
            "计划": f"{after}年工作要点",
            "总结计划": f"{year}年工作总结和{after}年工作计划",
        }
        day = f"{after}-{self._random.randint(1, 3):02}-{self._random.randint(1, 28):02}"
        lines = [
            f"信息来源：{place}民政局 发布日期：{day} 分享：",
            f"{place}民政局{titles[parts]}",
            self._paragraph(self._topic(), 4),
        ]
        self._left -= len(lines)
        if parts == "总结计划":
            lines += ["第一部分 " + titles["总结"], *self._chapters(self._left * 0.6)]
            lines += [f"第二部分 {after}年工作计划", *self._chapters(self._left)]
        else:
            lines += self._chapters(self._left)
        if self._random.random() < 0.4:
            lines += [f"{place}民政局", f"{after}年{self._random.randint(1, 3)}月20日"]
        text = "\n".join([lines[0], self._filled("\n".join(lines[1:]))]).translate(_full_width())
        if self._random.random() < TRADITIONAL_SHARE:
            text = text.translate(fixture_clauses().traditional)
        return f"{self._place.code}_{year}", text + "\n"

    def _chapters(self, passages: float) -> Iterator[str]:
        """Chapters of about so many passages together."""
        until = self._left - passages
        for numeral in (*_NUMERALS, "十", *("十" + digit for digit in _NUMERALS)):
            if self._left <= until:
                return
            chapter = self._random.choice(self._stock.chapters)
            yield f"{numeral}、{chapter.heading}"
            self._left -= 1
            for number in _NUMERALS[: self._random.randint(2, 4)]:
                yield from self._section(f"({number}){{}}", self._topic())

    def _section(self, marker: str, topic: Topic) -> Iterator[str]:
        """A heading, on its own line or not, and one to four passages."""
        heading = marker.format(topic.heading)
        passages = self._random.choices((1, 2, 3, 4), (60, 26, 9, 5))[0]
        self._left -= 1 + passages
        if passages > 1 and self._random.random() < 0.5:
            items = (f"{number}是{self._paragraph(topic, 11)}" for number in _NUMERALS[:passages])
            yield f"{heading}。{''.join(items)}"
            return
        paragraphs = [self._paragraph(topic, 15) for _ in range(passages)]
        if self._random.random() < 0.3:
            yield f"{heading}。{paragraphs.pop(0)}"
        else:
            yield heading
        yield from paragraphs

    def _paragraph(self, topic: Topic, clauses: int) -> str:
        """About so many clauses in sentences."""
        sentences = []
        left = max(int(self._random.gauss(clauses, clauses / 3)), 2)
        while left > 0:
            run = min(self._random.randint(1, 4), left)
            sentences.append(",".join(map(self._varied, self._run(topic, run))))
            left -= run
        return "。".join(sentences) + "。"

    def _run(self, topic: Topic, length: int) -> tuple[str, ...]:
        """Clauses that stand together in a fixture, often of the topic."""
        source = topic if self._random.random() < TO_THE_POINT else self._topic()
        start = self._random.randrange(len(source.clauses))
        return source.clauses[start : start + length]

    def _varied(self, clause: str) -> str:
        """The clause, sometimes with a place before it or a rare word after it."""
        if self._random.random() < PLACES:
            clause = OTHER_PLACE + clause
        while self._random.random() < RARE_WORDS:
            words = self._stock.rare_words
            clause += "、" + words[_zipf(self._random, len(words))]
        return clause

    def _filled(self, text: str) -> str:
        """The text with its blanks filled, speaking of itself as what it is."""
        if self._place.level == "county":
            text = _OF_A_CITY.sub(self._place.name[-1], text)
        return _BLANK.sub(self._fill, text)

    def _fill(self, blank: re.Match[str]) -> str:
        found = blank.group()
        if found == OWN_PLACE:
            return self._place.name
        if found == OTHER_PLACE:
            return self._any_place().name
        if found < "\ue000":
            return found if len(found) == 4 and found[:2] == "20" else self._number(len(found))
        return str(self._year + ord(found) - ord(SAME_YEAR))

    def _number(self, digits: int) -> str:
        return str(self._random.randrange(10 ** (digits - 1), 10**digits))

    def _topic(self) -> Topic:
        topics, weights = self._stock.topics, self._stock.topic_weights
        return self._random.choices(topics, cum_weights=weights)[0]

    def _any_place(self) -> RegionName:
        places = self._stock.places
        return places[_zipf(self._random, len(places))]

    @cached_property
    def _full_name(self) -> str:
        """桂林市灵川县: a county with the city that it lies in, because many are named alike."""
        above = gazetteer().get(self._place.parent)
        if self._place.level == "county" and above:
            return above.name + self._place.name
        return self._place.name


@cache
def _full_width() -> dict[int, str]:
    """The punctuation of the mirror as Chinese text has it; decimal points and colons of times stay."""
    return str.maketrans({",": "，", ";": "；", "(": "（", ")": "）"})
