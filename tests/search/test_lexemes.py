"""Lexemes: what PostgreSQL makes of our literals, and that narrowing down loses nothing."""

from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from search.fold import fold_text
from search.letters import occurrences
from search.lexemes import (
    OVERFLOW,
    SectionLexemes,
    VectorTooLargeError,
    heading_query,
    leaf_query,
    loose_pair_query,
    needs_recheck,
    pair_queries,
    path_query,
    repeated_query,
)
from search.query import Leaf, Letters, Prefix, Word
from search.words import word_texts, words

FIXTURES = sorted(Path(__file__).parents[2].joinpath("fixtures").glob("0*.txt"))
PASSAGES = [
    fold_text(line.strip())
    for path in FIXTURES
    for line in path.read_text("utf-8").splitlines()
    if line.strip()
]
CODES = st.text("0123a年.,·-%民' \\", max_size=12)
TEXTS = st.one_of(
    CODES, st.text(max_size=40), st.sampled_from(PASSAGES), st.text("养老民政a1,", max_size=20)
).map(fold_text)


def indexed(*passages: str, heading: str = "", path: str = "") -> str:
    lexemes = SectionLexemes()
    for passage in passages:
        lexemes.add_passage(passage)
    lexemes.add_words("^", word_texts(heading))
    lexemes.add_words("/", word_texts(path))
    return lexemes.literal()


def matches(vector: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select %s::tsvector @@ %s::tsquery", [vector, query])
        return bool(cursor.fetchone()[0])


def finds(text: str, leaf: Leaf) -> bool:
    """As the search does: narrow down by the index, then ask the text what is still open."""
    query = leaf_query(leaf)
    if query is not None and not matches(indexed(text), query):
        return False
    whole = isinstance(leaf, Letters) and leaf.whole_numbers
    return not needs_recheck(leaf) or any(
        True for _ in occurrences(text, leaf.text, whole_codes=whole)
    )


def substring(text: str, data: st.DataObject) -> str:
    start = data.draw(st.integers(0, len(text) - 1))
    return text[start : data.draw(st.integers(start + 1, min(len(text), start + 30)))]


LEAVES = {
    "word": (Word("养老"), "'养老'", False),
    "number": (Letters("152", whole_numbers=True), "'152'", False),
    "number and unit": (Letters("2021年", whole_numbers=True), "'2021年'", False),
    "prefix": (Prefix("2021"), "'2021':*", False),
    "one character": (Letters("养"), "(('养':* | '_养':*))", False),
    "two characters": (Letters("养老"), "(('养老' | '_养老'))", False),
    "three characters": (
        Letters("社工站"),
        "(('社工' | '_社工') & ('工站' | '_工站'))",
        True,
    ),
    "closed": (Letters("养老,"), "(('养老' | '_养老') & ('老' | '_老'))", True),
    "quoted number": (Letters("152"), "(('152':* | '_152':*) | '*')", True),
    "mixed": (Letters("21年"), "(('21' | '_21') & ('年':* | '_年':*) | '*')", True),
    "punctuation": (Letters("+%"), None, True),
}


@pytest.mark.parametrize(("leaf", "query", "check"), LEAVES.values(), ids=LEAVES)
def test_a_leaf_becomes(leaf: Leaf, query: str | None, check: bool) -> None:
    assert leaf_query(leaf) == query
    assert needs_recheck(leaf) == check


def test_a_pair_of_letters_is_found_as_a_word_or_as_letters() -> None:
    assert pair_queries(Letters("养老")) == ["'养老'", "'_养老'"]
    assert pair_queries(Letters("南通", whole_numbers=True)) == ["'南通'", "'_南通'"]
    for leaf in (Word("养老"), Letters("养老院"), Letters("12"), Letters("养")):
        assert pair_queries(leaf) == []


def test_a_literal_carries_words_and_signs() -> None:
    lexemes = SectionLexemes()
    lexemes.add_passage("养老")
    lexemes.add_words("^", word_texts("服务"))
    lexemes.add_words("/", word_texts("2021"))
    assert lexemes.literal() == "'养老' '_老' '^服务' '/2021'"


def test_letters_are_written_where_they_are_no_word() -> None:
    assert "'_民政'" not in indexed("民政局", "民政工作")
    assert "'_民政'" in indexed("民政局", "人民政府")
    assert loose_pair_query(Word("民政")) == "'_民政'"


def test_what_is_said_again_and_again_is_marked() -> None:
    assert "'+养老'" not in indexed("养老，养老")
    assert "'+养老'" in indexed("养老，养老", "养老")
    assert repeated_query(Word("养老")) == "'+养老'"


def test_quotation_marks_and_backslashes_are_doubled() -> None:
    assert leaf_query(Word("a'b\\c")) == "'a''b\\\\c'"


def test_nothing_becomes_an_empty_literal() -> None:
    assert indexed("") == ""


def test_a_row_of_too_many_suffixes_is_marked_and_found_by_any_letters() -> None:
    text = "".join(f"{number:x}g" for number in range(70_000)) + "养老"
    literal = indexed(text)
    assert literal.endswith(f"'{OVERFLOW}'")


def test_more_han_than_a_vector_holds_is_an_error() -> None:
    lexemes = SectionLexemes()
    lexemes.add_passage(
        "".join(chr(0x4E00 + a) + chr(0x3400 + b) for a in range(400) for b in range(400))
    )
    with pytest.raises(VectorTooLargeError):
        lexemes.literal()


@pytest.mark.django_db
@settings(max_examples=300)
@given(TEXTS.filter(bool), st.data())
def test_postgresql_finds_any_substring_of_a_text(text: str, data: st.DataObject) -> None:
    assert finds(text, Letters(substring(text, data)))


@pytest.mark.django_db
@settings(max_examples=300)
@given(TEXTS, TEXTS.map(lambda text: text[:6]).filter(bool))
def test_postgresql_finds_letters_only_where_they_stand(text: str, needle: str) -> None:
    assert finds(text, Letters(needle)) == (needle in text)


@pytest.mark.django_db
@settings(max_examples=500)
@given(CODES, CODES.filter(bool))
def test_postgresql_and_python_agree_on_whole_numbers(text: str, needle: str) -> None:
    stands = bool(occurrences(text, needle, whole_codes=True))
    assert finds(text, Letters(needle, whole_numbers=True)) == stands


@pytest.mark.django_db
@pytest.mark.parametrize("passage", PASSAGES[:60:5], ids=lambda passage: passage[:8])
def test_postgresql_finds_every_word_of_a_passage(passage: str) -> None:
    literal = indexed(passage)
    for token in words(passage):
        assert matches(literal, leaf_query(Word(token.text)) or "")


WORDS = {
    "word": ("人民政府办公", Word("政府"), True),
    "no word": ("人民政府办公", Word("民政"), False),
    "its letters": ("人民政府办公", Letters("民政"), True),
    "whole number": ("1521项", Letters("152", whole_numbers=True), False),
    "prefix": ("20211月", Prefix("2021"), True),
    "prefix from the middle": ("12021年", Prefix("2021"), False),
    "traditional letters": ("榮獲七一勛章", Letters("荣获"), True),
}


@pytest.mark.django_db
@pytest.mark.parametrize(("text", "leaf", "found"), WORDS.values(), ids=WORDS)
def test_postgresql_finds(text: str, leaf: Leaf, found: bool) -> None:
    assert finds(fold_text(text), leaf) == found


@pytest.mark.django_db
def test_headings_and_paths_are_asked_for_by_their_own_queries() -> None:
    row = indexed("提高标准", heading="社会救助", path="养老服务")
    assert not matches(row, leaf_query(Word("养老")) or "")
    assert matches(row, path_query(Word("养老")) or "")
    assert not matches(row, path_query(Word("救助")) or "")
    assert matches(row, heading_query(Word("救助")) or "")
    assert path_query(Letters("社工站")) is heading_query(Letters("社工站")) is None


@pytest.mark.django_db
def test_a_row_without_its_suffixes_is_still_found_by_letters() -> None:
    text = "".join(f"{number:x}g" for number in range(70_000)) + "养老"
    assert matches(indexed(text), leaf_query(Letters("养老")) or "")
    assert matches(indexed(text), leaf_query(Letters("beefg")) or "")


@pytest.mark.django_db
def test_a_little_more_than_what_we_write_postgresql_refuses() -> None:
    lexemes = SectionLexemes()
    lexemes.found = dict.fromkeys(
        chr(0x4E00 + at % 9000) + chr(0x3400 + at // 9000) for at in range(174_000)
    )
    with connection.cursor() as cursor:
        cursor.execute("select length(%s::tsvector)", [lexemes.literal()])
        assert cursor.fetchone() == (174_000,)
    lexemes.found |= dict.fromkeys(f"x{at:05}" for at in range(1_000))
    with pytest.raises(VectorTooLargeError):
        lexemes.literal()
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("select %s::tsvector", [" ".join(f"'{one}'" for one in lexemes.found)])


@pytest.mark.django_db
def test_what_a_search_asks_is_what_is_indexed() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        cursor.execute(
            "explain select 1 from search_sectionindex where lexemes::tsvector @@ %s::tsquery",
            ["'养老' | 'a''b'"],
        )
        assert "section_gin" in str(cursor.fetchall())
