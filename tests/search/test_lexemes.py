"""Lexemes: what PostgreSQL makes of our literals, and that narrowing down loses nothing."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from hypothesis import given, settings
from hypothesis import strategies as st

from search.fold import fold_text
from search.letters import letters, occurrences
from search.lexemes import (
    OVERFLOW,
    Recheck,
    TsQuery,
    TsVector,
    VectorTooLargeError,
    heading_query,
    leaf_query,
    recheck,
    scope_query,
    vector_literal,
)
from search.query import Leaf, Letters, Prefix, Word
from search.tokens import Kind, Token
from search.words import words

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


def indexed(text: str, *, heading: str = "", path: str = "") -> str:
    return vector_literal(
        text_words=words(text),
        letters=letters(text),
        heading_words=words(heading),
        path_words=words(path),
    )


def matches(vector: str, query: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select %s::tsvector @@ %s::tsquery", [vector, query])
        return bool(cursor.fetchone()[0])


def passes(text: str, check: Recheck) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "select strpos(%s, %s) > 0 and (%s::text is null or %s ~ %s)",
            [text, check.contains, check.pattern, text, check.pattern],
        )
        return bool(cursor.fetchone()[0])


def finds(text: str, leaf: Leaf) -> bool:
    """As the search does: narrow down by the index, then ask the text what is still open."""
    query, check = leaf_query(leaf), recheck(leaf)
    return (query is None or matches(indexed(text), query)) and (
        check is None or passes(text, check)
    )


def substring(text: str, data: st.DataObject) -> str:
    start = data.draw(st.integers(0, len(text) - 1))
    return text[start : data.draw(st.integers(start + 1, min(len(text), start + 30)))]


LEAVES = {
    "word": (Word("养老"), "'养老'", None),
    "number": (Letters("152", whole_numbers=True), "'152'", None),
    "number and unit": (Letters("2021年", whole_numbers=True), "'2021年'", None),
    "prefix": (Prefix("2021"), "'2021':*", None),
    "one character": (Letters("养"), "'_养':*", None),
    "two characters": (Letters("养老"), "'_养老'", None),
    "three characters": (Letters("社工站"), "'_社工' & '_工站'", Recheck("社工站")),
    "closed": (Letters("养老,"), "'_养老' & '_老'", Recheck("养老,")),
    "quoted number": (Letters("152"), "'_152':* | '*'", Recheck("152")),
    "mixed": (Letters("21年"), "'_21' & '_年':* | '*'", Recheck("21年")),
    "punctuation": (Letters("+%"), None, Recheck("+%")),
}


@pytest.mark.parametrize(("leaf", "query", "check"), LEAVES.values(), ids=LEAVES)
def test_a_leaf_becomes(leaf: Leaf, query: str | None, check: Recheck | None) -> None:
    assert leaf_query(leaf) == query
    assert recheck(leaf) == check


def test_a_literal_carries_signs_weights_and_positions() -> None:
    assert (
        vector_literal(
            text_words=[Token("养老", 0, 2), Token("养老", 5, 7)],
            letters=["养老", "老"],
            heading_words=[Token("服务", 3, 5)],
            path_words=[Token("2021", 0, 4, Kind.CODE)],
        )
        == "'养老':1,6 '^服务':4A '/2021':1B '_养老' '_老'"
    )


def test_quotation_marks_and_backslashes_are_doubled() -> None:
    assert leaf_query(Word("a'b\\c")) == "'a''b\\\\c'"


def test_positions_stay_within_what_postgresql_keeps() -> None:
    many = [Token("养老", at, at + 2) for at in range(0, 60_000, 2)]
    literal = vector_literal(text_words=many)
    assert literal.count(",") == 255
    assert vector_literal(text_words=many[-1:]) == "'养老':16383"


def test_nothing_becomes_an_empty_literal() -> None:
    assert indexed("") == ""


def test_a_row_of_too_many_suffixes_is_marked_and_found_by_any_letters() -> None:
    text = "".join(f"{number:x}g" for number in range(70_000)) + "养老"
    literal = indexed(text)
    assert literal.endswith(f"'_养老' '_老' '{OVERFLOW}'")


def test_more_han_than_a_vector_holds_is_an_error() -> None:
    grams = [chr(0x4E00 + a) + chr(0x4E00 + b) for a in range(500) for b in range(500)]
    with pytest.raises(VectorTooLargeError):
        vector_literal(letters=grams)


def satisfied(query: str, found: set[str]) -> bool:
    """A tsquery of ``leaf_query`` for letters, evaluated without a database."""
    return any(
        all(
            any(lexeme.startswith(term[1:-3]) for lexeme in found)
            if term.endswith("':*")
            else term[1:-1] in found
            for term in re.findall(r"'[^']*'(?::\*)?", alternative)
        )
        for alternative in query.split(" | ")
    )


@settings(max_examples=3000)
@given(TEXTS.filter(bool), st.data())
def test_letters_of_a_text_satisfy_the_query_for_any_substring(
    text: str, data: st.DataObject
) -> None:
    query = leaf_query(Letters(substring(text, data)))
    assert query is None or satisfied(query, {f"_{letter}" for letter in letters(text)})


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
    stands = any(True for _ in occurrences(text, needle, whole_codes=True))
    assert finds(text, Letters(needle, whole_numbers=True)) == stands


@pytest.mark.django_db
@pytest.mark.parametrize("passage", PASSAGES[:60:5], ids=lambda passage: passage[:8])
def test_postgresql_finds_every_word_of_a_passage_and_reads_back_its_places(passage: str) -> None:
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
    assert matches(row, scope_query(Word("养老")) or "")
    assert matches(row, scope_query(Word("标准")) or "")
    assert not matches(row, scope_query(Word("救助")) or "")
    assert matches(row, heading_query(Word("救助")) or "")
    assert scope_query(Letters("社工站")) == leaf_query(Letters("社工站"))
    assert heading_query(Letters("社工站")) is None


@pytest.mark.django_db
def test_a_row_without_its_suffixes_is_still_found_by_letters() -> None:
    text = "".join(f"{number:x}g" for number in range(70_000)) + "养老"
    assert matches(indexed(text), leaf_query(Letters("养老")) or "")
    assert matches(indexed(text), leaf_query(Letters("beefg")) or "")


@pytest.mark.django_db
def test_what_just_fits_postgresql_takes_and_a_little_more_it_refuses() -> None:
    grams = [chr(0x4E00 + at % 9000) + chr(0x3400 + at // 9000) for at in range(149_796)]
    fits = vector_literal(letters=grams)
    with connection.cursor() as cursor:
        cursor.execute("select length(%s::tsvector)", [fits])
        assert cursor.fetchone() == (len(grams),)
    with pytest.raises(VectorTooLargeError):
        vector_literal(letters=[*grams, "养老"])
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        cursor.execute("select %s::tsvector", [f"{fits} '_养老'"])


@pytest.mark.django_db
def test_the_expressions_cast_and_the_field_takes_the_query() -> None:
    from search.models import PassageIndex

    found = PassageIndex.objects.filter(vector=TsQuery("'养老' | 'a''b'"))
    assert list(found) == []
    assert "::tsquery" in str(found.query)
    row = TsVector(indexed("人民政府"))
    held = PassageIndex.objects.annotate(row=row).filter(row=TsQuery("'政府'"))
    assert "::tsvector @@ (" in str(held.query)
    assert list(held) == []
