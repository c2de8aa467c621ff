"""lines without furniture → the tree: headings classified line by line, then folded by a stack.

Numbered reports take their headings from the numbering; round-ups of the press, which have none, from
short unpunctuated lines and from the lead-in sentences of their paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from .document import Outline, ParsedPassage, ParsedSection
from .frame import Frame
from .headings import LONGEST_PLAIN, Marker, find_marker, heading_extent
from .leadins import find_leadins, is_cut_off
from .lines import Line
from .roles import is_part_heading

PLAIN_RANK, LEADIN_RANK = 0, 9
# Nobody writes longer paragraphs (code points); a file without line ends is cut at its sentences.
LONGEST_PASSAGE = 4000
_DIGIT = re.compile(r"\d")
_ITEM = re.compile(r"(?:(?<=^)|(?<=[。;:)!?”]))\s*([一二三四五六七八九十]{1,3}是)")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found in the lines: its marker, its words' span, its end, its rank (0 widest)."""

    rank: int
    marker: tuple[int, int] | None
    start: int
    words_start: int
    words_end: int
    end: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A stretch of text below the last heading."""

    line: Line


@dataclass(slots=True)
class _Node:
    """A section while the tree is being folded."""

    heading: Heading
    level: int
    passages: list[ParsedPassage] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)


def build_outline(text: str, lines: Sequence[Line], frame: Frame) -> Outline:
    """The tree of a text whose furniture has been taken out; every line ends up in exactly one place."""
    passages = [ParsedPassage(lines[i].start, lines[i].end, "title") for i in frame.head]
    signature = [ParsedPassage(lines[i].start, lines[i].end, "signature") for i in frame.signature]
    framed = {*frame.menu, *frame.head, *frame.signature}
    body = [line for index, line in enumerate(lines) if index not in framed]
    roots: list[_Node] = []
    stack: list[_Node] = []
    for piece in _classify(body, _shape(lines, frame)):
        if isinstance(piece, Paragraph):
            # A lead-in heads its own paragraph only; the next one is the wider section's again.
            while stack and stack[-1].heading.rank == LEADIN_RANK and stack[-1].passages:
                stack.pop()
            target = stack[-1].passages if stack else passages
            target.extend(split_items(piece.line))
            continue
        while stack and stack[-1].heading.rank >= piece.rank:
            stack.pop()
        node = _Node(piece, len(stack) + 1)
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return Outline((*passages, *signature), tuple(_freeze(node, text) for node in roots))


def split_items(line: Line) -> Iterator[ParsedPassage]:
    """A paragraph as passages: what stands before 一是, then one passage each list item."""
    starts = [(match.start(1), match.group(1)) for match in _ITEM.finditer(line.mirrored)]
    bounds = [*(at for at, _ in starts), len(line.mirrored)]
    if not starts or starts[0][0] > 0:
        yield from _passage(line, 0, bounds[0], None)
    for (at, marker), end in zip(starts, bounds[1:], strict=True):
        yield from _passage(line, at, end, marker)


def _passage(line: Line, start: int, end: int, marker: str | None) -> Iterator[ParsedPassage]:
    while end - start > LONGEST_PASSAGE:
        stop = line.mirrored.rfind("。", start, start + LONGEST_PASSAGE) + 1
        stop = stop if stop > start else start + LONGEST_PASSAGE
        yield from _trimmed(line, start, stop, marker)
        start, marker = stop, None
    yield from _trimmed(line, start, end, marker)


def _trimmed(line: Line, start: int, end: int, marker: str | None) -> Iterator[ParsedPassage]:
    piece = line.mirrored[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield ParsedPassage(
            line.start + start, line.start + end, "item" if marker else "text", marker
        )


def _shape(lines: Sequence[Line], frame: Frame) -> str:
    """The title without its digits: a file that holds several years repeats it for each."""
    return _DIGIT.sub("", "".join(lines[index].mirrored for index in frame.title))


def _classify(body: Sequence[Line], title_shape: str) -> Iterator[Heading | Paragraph]:
    markers = [find_marker(line.mirrored) for line in body]
    numbered = sum(marker is not None and marker.rank <= 6 for marker in markers) >= 2
    plain = _numbered_parts(body, title_shape) if numbered else _plain_headings(body)
    leadins = find_leadins(body, numbered=numbered, headings=_heading_indexes(body, plain))
    index = 0
    while index < len(body):
        line = body[index]
        if index in plain:
            last = body[index + plain[index] - 1]
            yield Heading(PLAIN_RANK, None, line.start, line.start, last.end, last.end)
            index += plain[index]
            continue
        if index in leadins:
            words, end = leadins[index]
            yield Heading(
                LEADIN_RANK, None, line.start, line.start, line.start + words, line.start + end
            )
            yield from _rest(line, end)
        elif marker := markers[index]:
            yield from _numbered(line, marker)
        else:
            yield Paragraph(line)
        index += 1


def _heading_indexes(body: Sequence[Line], plain: dict[int, int]) -> set[int]:
    covered = {index + step for index, count in plain.items() for step in range(count)}
    return covered | {index for index, line in enumerate(body) if find_marker(line.mirrored)}


def _numbered(line: Line, marker: Marker) -> Iterator[Heading | Paragraph]:
    extent = heading_extent(line.mirrored, marker.end)
    words_start = marker.end if extent else marker.text_end
    words_end, end = (
        (extent.words_end, extent.end) if extent else (marker.text_end, marker.text_end)
    )
    at = line.start
    yield Heading(
        marker.rank,
        (at + marker.start, at + marker.text_end),
        at,
        at + words_start,
        at + words_end,
        at + end,
    )
    yield from _rest(line, end)


def _rest(line: Line, start: int) -> Iterator[Paragraph]:
    """What follows a run-in heading on its line."""
    rest = line.mirrored[start:]
    blanks = len(rest) - len(rest.lstrip())
    if rest.strip():
        yield Paragraph(Line(line.start + start + blanks, line.end, rest[blanks:]))


def _numbered_parts(body: Sequence[Line], title_shape: str) -> dict[int, int]:
    """In a numbered report only part headings go without a number: index → number of lines."""
    return {
        index: 1
        for index, line in enumerate(body)
        if is_part_heading(line.mirrored)
        or (len(title_shape) > 4 and _DIGIT.sub("", line.mirrored) == title_shape)
    }


def _plain_headings(body: Sequence[Line]) -> dict[int, int]:
    """In an unnumbered one, short open lines above a paragraph; up to three make one heading."""
    found: dict[int, int] = {}
    index = 0
    while index < len(body):
        run = 0
        while index + run < len(body) and _looks_plain(body[index + run].mirrored):
            run += 1
        follows = index + run < len(body) and len(body[index + run].mirrored) > LONGEST_PLAIN
        # Longer runs of short lines are tables or lists.
        if 1 <= run <= 3 and follows:
            found[index] = run
        index += max(run, 1)
    return found


def _looks_plain(mirrored: str) -> bool:
    return (
        2 < len(mirrored) <= LONGEST_PLAIN
        and re.search(r"[。;:,!?、.%\d]$", mirrored) is None
        and re.search(r"[\u4e00-\u9fff]", mirrored) is not None
        and not is_cut_off(mirrored)
    )


def _freeze(node: _Node, text: str) -> ParsedSection:
    heading, children = node.heading, tuple(_freeze(child, text) for child in node.children)
    ends = [
        heading.end,
        *(passage.end for passage in node.passages),
        *(child.end for child in children),
    ]
    words = (
        text[heading.words_start : heading.words_end]
        if heading.words_end > heading.words_start
        else ""
    )
    return ParsedSection(
        marker=text[slice(*heading.marker)] if heading.marker else None,
        heading=" ".join(words.split("\n")).strip() if "\n" in words else words,
        level=node.level,
        start=heading.start,
        heading_start=heading.words_start,
        heading_end=heading.end,
        end=max(ends),
        passages=tuple(node.passages),
        children=children,
    )
