"""Grammar: how what people type is read, broken or not."""

import re
import time
from collections.abc import Iterator
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.fold import fold_text
from search.grammar import MAX_LENGTH, MAX_TERMS, QueryError, parse
from search.query import All, AnyOf, FilterKind, Letters, Node, Not, Prefix, Query, Word

READINGS = {
    "words in one go": ("低保标准", "低保 标准"),
    "space": ("低保 标准", "低保 标准"),
    "enumeration comma": ("低保、标准", "低保 标准"),
    "commas": ("低保,标准，特困", "低保 标准 特困"),
    "AND": ("低保 AND 标准", "低保 标准"),
    "traditional": ("養老", "养老"),
    "letters": ("王兰花", "“王兰花”"),
    "ASCII quotes": ('"养老服务"', "“养老服务”"),
    "full-width ASCII quotes": ("＂养老服务＂", "“养老服务”"),
    "Chinese quotes": ("“养老服务”", "“养老服务”"),
    "corner brackets": ("「養老服務」『一老一小』", "“养老服务” “一老一小”"),
    "book title": ("《民法典》", "“民法典”"),
    "quotes within quotes": ('"“僵尸型”社会组织"', '“"僵尸型"社会组织”'),
    "doubled quotes": ('"a ""b"" c"', '“a "b" c”'),
    "quotes of one kind do not end another": ('“a"b”', '“a"b”'),
    "phrase beside a chunk": ("“僵尸型”社会组织", "“僵尸型” 社会组织"),
    "OR": ("殡葬 OR 公墓", "殡葬 或 公墓"),
    "OR without spaces": ("殡葬OR公墓", "殡葬 或 公墓"),
    "full-width OR": ("殡葬 ＯＲ 公墓", "殡葬 或 公墓"),
    "bars": ("殡葬|公墓｜墓地", "殡葬 或 公墓 或 墓地"),
    "slashes": ("孤儿/残疾人／老人", "孤儿 或 残疾人 或 老人"),
    "double bar": ("殡葬 || 公墓", "殡葬 或 公墓"),
    "or binds tightly": ("改革 殡葬 OR 公墓", "改革 （殡葬 或 公墓）"),
    "or of chunks": ("孤儿/无人抚养儿童", "孤儿 或 （无人 抚养 儿童）"),
    "lower-case or is a word": ("殡葬 or 公墓", "殡葬 or 公墓"),
    "OR within a word": ("FORM", "form"),
    "minus": ("养老 -消防", "养老 非 消防"),
    "full-width minus": ("养老 －消防", "养老 非 消防"),
    "minus first": ("-消防 养老", "养老 非 消防"),
    "minus after a comma": ("养老,-消防", "养老 非 消防"),
    "NOT": ("养老 NOT 消防", "养老 非 消防"),
    "excluded chunk is a phrase": ("养老 -低保标准", "养老 非 “低保标准”"),
    "excluded phrase": ('养老 -"消防"', "养老 非 “消防”"),
    "excluded group": ("养老 -(消防 OR 安全)", "养老 非 （消防 或 安全）"),
    "excluded group of exclusions": ("-(-养老 -儿童) 服务", "（养老 或 儿童） 服务"),
    "excluded twice": ("-(-养老)", "养老"),
    "hyphen in a word": ("A-B", "a-b"),
    "hyphen between Han": ("养老-服务", "养老 服务"),
    "brackets": ("(殡葬 OR 公墓) 改革", "（殡葬 或 公墓） 改革"),
    "full-width brackets": ("（殡葬｜公墓）改革", "（殡葬 或 公墓） 改革"),
    "needless brackets": ("((养老))", "养老"),
    "numbers": ("152 6·19 99.95% 1,234", "152 6·19 99.95% 1,234"),
    "ranges": ("2021－2035", "2021-2035"),
    "year": ("2021年", "2021年"),
    "prefix": ("2021* covid*", "2021* covid*"),
    "plus sign": ("互联网+", "互联网"),
    "twice the same": ("养老 養老", "养老"),
}


@pytest.mark.parametrize(("typed", "understood"), READINGS.values(), ids=READINGS)
def test_a_query_is_read_as(typed: str, understood: str) -> None:
    query = parse(typed)
    assert query.understood() == understood
    assert query.notes == ()


LENIENT = {
    "unclosed quote": ("“一肩挑", "“一肩挑”", "引号没有闭合"),
    "quote closed by an opening one": ("“一肩挑“", "“一肩挑”", "引号没有闭合"),
    "empty quotes": ('养老 ""', "养老", "引号里没有文字"),
    "lone minus": ("养老 - 服务", "养老 服务", "“-”前后"),
    "OR first": ("OR 养老", "养老", "“OR”前后"),
    "OR last": ("养老 OR", "养老", "“OR”前后"),
    "slash last": ("养老/", "养老", "“OR”前后"),
    "NOT last": ("养老 NOT", "养老", "“-”前后"),
    "unclosed bracket": ("(养老 服务", "养老 服务", "括号不成对"),
    "unopened bracket": ("养老) 服务", "养老 服务", "括号不成对"),
    "OR of an exclusion": ("养老 OR -消防", "养老", "只有排除词"),
    "star after Han": ("养老*", "养老", "“*”只能"),
    "star after a unit": ("2021年*", "2021年", "“*”只能"),
    "connective": ("老人和儿童", "老人 儿童", "“和”只起连接作用"),
}


@pytest.mark.parametrize(("typed", "understood", "note"), LENIENT.values(), ids=LENIENT)
def test_a_broken_query_is_read_as_far_as_it_goes_and_says_so(
    typed: str, understood: str, note: str
) -> None:
    query = parse(typed)
    assert query.understood() == understood
    assert any(note in sentence for sentence in query.notes)


@pytest.mark.parametrize("typed", ['"', '""', "“", "“”", '"  ', '"""'])
def test_quotes_around_nothing_are_told_of_once(typed: str) -> None:
    assert parse(typed).notes == ("引号里没有文字，已忽略。",)


def test_punctuation_without_quotes_is_told_of_with_what_to_do() -> None:
    assert parse("！？").notes == ("没有可以检索的文字；要查找标点请加引号。",)


@pytest.mark.parametrize(
    "typed",
    ["", " ", "　", "+", "()", '""', "-消防", "NOT 消防", "-(消防 安全)", "OR", "(((((", "\0"],
)
def test_a_query_that_asks_for_nothing_is_empty(typed: str) -> None:
    query = parse(typed)
    assert query.is_empty
    assert query.positive_leaves() == ()


def test_the_tree_tells_words_letters_numbers_and_prefixes_apart() -> None:
    query = parse('养老 社工站 "152" 152 2021* -(低保 OR 特困)')
    assert query.root == All(
        (
            Word("养老"),
            Word("社工站"),
            Letters("152"),
            Letters("152", whole_numbers=True),
            Prefix("2021"),
            Not(AnyOf((Word("低保"), Word("特困")))),
        )
    )
    assert len(query.positive_leaves()) == 5


def test_chunks_of_several_words_are_remembered_whole() -> None:
    assert parse("低保標準 养老 -儿童福利 (15分钟养老服务圈)").phrases == (
        "低保标准",
        "15分钟养老服务圈",
    )


def test_too_long_a_query_is_refused_in_one_sentence() -> None:
    with pytest.raises(QueryError, match=r"^查询太长.*200.*201.*。$"):
        parse("养" * 201)


def test_a_query_that_folding_makes_too_long_is_refused() -> None:
    with pytest.raises(QueryError, match=r"^查询太长.*1800.*。$"):
        parse("ﷺ" * 100)


def test_too_many_terms_are_refused_in_one_sentence() -> None:
    enough = " ".join(str(number) for number in range(MAX_TERMS))
    assert len(parse(enough).positive_leaves()) == MAX_TERMS
    with pytest.raises(QueryError, match=r"^检索词太多.*30.*31.*。$"):
        parse(enough + " 养老")


def test_deep_nesting_costs_neither_stack_nor_time() -> None:
    started = time.perf_counter()
    parse("(" * 199)
    parse("(-" * 60 + "养老")
    parse("养老|(服务 (" * 14 + "低保")
    assert time.perf_counter() - started < 0.5


FILTERED = {
    "all kinds": (
        "城市:中山 年份:2021 领域:养老 类型:计划 床位",
        "床位；城市：中山；年份：2021；领域：养老；类型：计划",
    ),
    "full-width": ("床位　城市：中山", "床位；城市：中山"),
    "full-width letters": ("ＣＩＴＹ：中山 床位", "床位；城市：中山"),
    "English": (
        "city:中山 Year:2021 area:养老 type:计划",
        "城市：中山；年份：2021；领域：养老；类型：计划",
    ),
    "other labels": (
        "省:广西 市:南宁 地区:中山 年:2021 年度:2022",
        "城市：广西、南宁、中山；年份：2021、2022",
    ),
    "traditional": ("地區:南寧 類型:總結", "城市：南宁；类型：总结"),
    "several values": ("城市:中山、南宁 床位", "床位；城市：中山、南宁"),
    "repeated": ("城市:中山 床位 城市:南宁", "床位；城市：中山、南宁"),
    "either of two": ("城市:中山 OR 城市:南宁 床位", "床位；城市：中山、南宁"),
    "bars": ("类型:公报|新闻／总结", "类型：公报、新闻、总结"),
    "quoted": ('城市:“中山” 领域:"养老"', "城市：中山；领域：养老"),
    "blank after the colon": ("城市: 中山 床位", "床位；城市：中山"),
    "only years follow a year": ("年份:2021、2022、低保", "低保；年份：2021、2022"),
    "a label follows": ("城市:中山、年份:2021", "城市：中山；年份：2021"),
    "span of years": ("年份:2019－2021", "年份：2019-2021"),
    "quoted label": ("“城市:中山”", "“城市:中山”"),
    "part of a word": ("某城市:中山", "“某城市” 中山"),
    "clock": ("12:30", "12:30"),
}


@pytest.mark.parametrize(("typed", "understood"), FILTERED.values(), ids=FILTERED)
def test_filters_are_read_as(typed: str, understood: str) -> None:
    query = parse(typed)
    assert query.understood() == understood
    assert query.notes == ()


FILTERED_LENIENTLY = {
    "excluded": ("养老 -年份:2021 床位", "养老 床位", "不能用来排除"),
    "in an excluded bracket": ("养老 -(年份:2021 消防)", "养老 非 消防", "不能用来排除"),
    "without a value": ("养老 城市:", "养老", "“城市:”后面缺少内容"),
    "either a word": ("养老 OR 城市:南宁", "养老；城市：南宁", "“城市:南宁”对整个检索起作用"),
    "either of two kinds": ("城市:南宁 OR 年份:2021", "城市：南宁；年份：2021", "对整个检索起作用"),
    "in brackets": ("(城市:南宁 养老)", "养老；城市：南宁", "对整个检索起作用"),
    "open quote": ("城市:“南宁", "城市：南宁", "引号没有闭合"),
    "OR last": ("城市:南宁 OR", "城市：南宁", "前后缺少检索词"),
}


@pytest.mark.parametrize(
    ("typed", "understood", "note"), FILTERED_LENIENTLY.values(), ids=FILTERED_LENIENTLY
)
def test_a_filter_in_the_wrong_place_says_so(typed: str, understood: str, note: str) -> None:
    query = parse(typed)
    assert query.understood() == understood
    assert any(note in sentence for sentence in query.notes)


def known(folded: str) -> Iterator[tuple[FilterKind, int, int]]:
    """An archive of two cities and one year."""
    for kind, pattern in (("region", "南通|宁夏|中山"), ("year", "2021年?")):
        for found in re.finditer(pattern, folded):
            yield cast(FilterKind, kind), *found.span()


QUESTIONS = {
    "place": ("南通有多少社工站", "社工站；城市：南通", "有多少社工站"),
    "traditional": ("寧夏低保對象多少人", "低保 对象；城市：宁夏", "低保對象多少人"),
    "year": ("2021年哪些城市开展了时间银行", "时间银行；年份：2021年", "哪些城市开展了时间银行"),
    "joined by 的": ("南通的社工站有多少？", "社工站；城市：南通", "社工站有多少？"),
    "place apart": ("南通 社工站 有多少", "社工站；城市：南通", "社工站 有多少"),
    "two places": ("南通和宁夏有多少社工站", "社工站；城市：南通、宁夏", "和 有多少社工站"),
    "place and year": (
        "2021年南通有多少社工站",
        "社工站；城市：南通；年份：2021年",
        "有多少社工站",
    ),
}


@pytest.mark.parametrize(("typed", "understood", "rest"), QUESTIONS.values(), ids=QUESTIONS)
def test_in_a_question_a_known_place_or_year_is_a_filter(
    typed: str, understood: str, rest: str
) -> None:
    query = parse(typed, known=known)
    assert query.understood() == understood
    assert all(item.asked for item in query.filters)
    assert query.without(*query.filters) == rest


@pytest.mark.parametrize(
    ("typed", "understood"),
    [
        ("南通 社工站", "南通 社工站"),
        ("2021年 低保", "2021年 低保"),
        ("南通有多少", "南通"),
        ("有多少", "“有多少”"),
        ("2021年南通怎么样", "2021年 南通"),
        ("苏州有多少社工站", "苏州 社工站"),
        ("中山大学有多少图书", "中山大学 图书"),
        ("“南通”有多少社工站", "“南通” 社工站"),
        ("有多少社工站 -南通", "社工站 非 南通"),
    ],
    ids=[
        "no question",
        "no question, year",
        "nothing else",
        "only asking",
        "nothing else, two",
        "not held",
        "part of a word",
        "quoted",
        "excluded",
    ],
)
def test_a_place_or_year_stays_a_term(typed: str, understood: str) -> None:
    query = parse(typed, known=known)
    assert query.understood() == understood
    assert query.filters == ()


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("城市:中山 低保 年份:2021", ["低保 年份:2021", "城市:中山 低保"]),
        ("低保，城市：中山，标准", ["低保， 标准"]),
        ("城市:中山、南宁、玉林", ["城市:南宁、玉林", "城市:中山、玉林", "城市:中山、南宁"]),
        ("低保 城市:中山 OR 城市:南宁", ["低保 城市:南宁", "低保 城市:中山"]),
        ("低保 OR 城市:中山", ["低保"]),
        ("FOR|城市:中山", ["FOR"]),
        ("城市:中山", [""]),
    ],
)
def test_what_was_typed_is_written_anew_without_a_filter(typed: str, rest: list[str]) -> None:
    query = parse(typed)
    assert [query.without(item) for item in query.filters] == rest
    assert parse(query.without(*query.filters)).filters == ()


def chosen(query: Query) -> set[tuple[str, str]]:
    return {(item.kind, item.value) for item in query.filters}


def nodes(node: Node) -> list[Node]:
    inner = (
        node.parts
        if isinstance(node, All | AnyOf)
        else (node.part,)
        if isinstance(node, Not)
        else ()
    )
    return [node, *(below for part in inner for below in nodes(part))]


def is_sound(query: Query) -> bool:
    """Folded text only; alternatives without exclusions; no node of one or no part."""
    for node in nodes(query.root) if query.root else []:
        if isinstance(node, Word | Letters | Prefix) and fold_text(node.text) != node.text:
            return False
        if isinstance(node, All | AnyOf) and len(node.parts) < 2:
            return False
        if isinstance(node, AnyOf) and not all(map(found_somewhere, node.parts)):
            return False
    return True


def found_somewhere(node: Node) -> bool:
    if isinstance(node, All):
        return any(map(found_somewhere, node.parts))
    return not isinstance(node, Not)


PIECES = st.sampled_from(
    [
        *'养老低保(（)）|/-－*"“”「」《》 　、,·.%2a\0①㎡',
        " OR ",
        " AND ",
        " NOT ",
        "民政",
        "服务",
        "2021",
        "152",
        *(" 城市:", "年份：", "领域:", " type:", "：", "中山", "南通", "有多少", "哪些城市", "的"),
    ]
)


@settings(max_examples=5_000)
@given(st.one_of(st.lists(PIECES, max_size=60).map("".join), st.text(max_size=210)))
def test_any_string_has_a_reading_or_a_sentence(typed: str) -> None:
    refusal = ""
    try:
        query = parse(typed, known=known)
    except QueryError as error:
        refusal = str(error)
    if refusal:
        assert refusal.startswith("查询太长" if len(typed) > MAX_LENGTH else "检索词太多")
        return
    assert is_sound(query)
    for item in query.filters:
        assert item.value in fold_text(typed[item.start : item.end])
        assert item.start >= item.label
    if len(query.written()) <= MAX_LENGTH:
        again = parse(query.written(), known=known)
        assert (again.written(), chosen(again)) == (query.written(), chosen(query))
    if query.filters:
        assert len(parse(query.without(*query.filters), known=known).filters) <= len(query.filters)
    if query.root and not query.is_empty:
        assert query.understood()
        assert query.positive_leaves()
        assert is_sound(query.as_letters())
