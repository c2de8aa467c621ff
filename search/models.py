"""The index: one row a section of a published report, with its tokens as a tsvector and what the facets count.

Derived from the archive and never edited: `manage.py reindex` makes it anew.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast

from reports.models import FIRST_YEAR, LAST_YEAR, PolicyArea, Report, Section


def _year(label: str, hint: str) -> models.SmallIntegerField[int | None, int | None]:
    bounds = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    return models.SmallIntegerField(label, null=True, blank=True, validators=bounds, help_text=hint)


class Synonym(models.Model):
    """Another way of saying a term: who types the term finds the other, not the reverse.

    With years, in what is about those years alone: 五保 gave way to 特困供养.

    Read with every query, so an edit takes effect at once.
    """

    term = models.CharField("所查的词", max_length=40)
    other = models.CharField("同时查找", max_length=40)
    from_year = _year("起始年份", "只在这一年起的内容里同时查找；不限则留空")
    to_year = _year("截止年份", "只在到这一年为止的内容里同时查找；不限则留空")

    class Meta:
        verbose_name = verbose_name_plural = "同义词"
        ordering = ["term", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["term", "other"], name="a_synonym_once"),
            models.CheckConstraint(condition=~Q(term=F("other")), name="a_synonym_says_more"),
            models.CheckConstraint(
                condition=Q(from_year=None) | Q(to_year=None) | Q(from_year__lte=F("to_year")),
                name="a_synonym_ends_after_it_begins",
                violation_error_message="截止年份不能早于起始年份。",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.other}"


class AreaNumber(models.Model):
    """The number (0–143) that stands for a policy area in `SectionIndex.facts`; given once, never changed."""

    area = models.OneToOneField(PolicyArea, models.CASCADE, primary_key=True, related_name="+")
    number = models.PositiveSmallIntegerField(unique=True)

    class Meta:
        verbose_name = verbose_name_plural = "领域编号"

    def __str__(self) -> str:
        return f"{self.number}: {self.area_id}"


class IndexEdition(models.Model):
    """One making of the index: readers see the rows of the active one (see `search.editions`).

    `versions` are those of fold, tokenizer and dictionary that make its rows.
    """

    # Never given twice, by which processes see that theirs has been replaced.
    number = models.AutoField(primary_key=True)
    versions = models.CharField(max_length=30)
    active = models.BooleanField()

    class Meta:
        verbose_name = verbose_name_plural = "检索索引的版次"
        constraints = [
            models.UniqueConstraint(
                fields=["active"], condition=Q(active=True), name="one_active_edition"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.versions}"


class SectionIndex(models.Model):
    """What is looked up of one section: its own passages, from number `first` to `last`.

    The title and other passages outside all sections have rows too, without a section; a section of over
    30,000 code points has several. `facts` is what facets count (`search.facts`), in one narrow column
    because that of every row is read when a process starts. `lexemes` is the tsvector as text (`search.lexemes`):
    compressed it takes half of the room, and the GIN index is all that reads it, so that it is kept out of the
    row (150 bytes are left). `edition` is that of an `IndexEdition`, which says what versions made the row.
    """

    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    # Rows go with their report; an index on this column would only serve the check of the constraint.
    section = models.ForeignKey(
        Section, models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    first = models.PositiveIntegerField()
    last = models.PositiveIntegerField()
    day = models.PositiveIntegerField()
    facts = models.BinaryField()
    edition = models.PositiveIntegerField()
    lexemes = models.TextField()

    class Meta:
        verbose_name = verbose_name_plural = "检索索引"
        indexes = [
            # New rows wait in a list and are entered some megabytes at a time (PostgreSQL's measure of 4): at a
            # million passages a report takes 34 ms of PostgreSQL with one megabyte, 27 with four, 24 with sixteen.
            # Until then every look into the index reads the list, which takes 1 ms when it is full.
            # `indexing.settle_index` empties it, autovacuum does too.
            GinIndex(Cast("lexemes", SearchVectorField()), name="section_gin", fastupdate=True),
        ]

    def __str__(self) -> str:
        return f"¶ {self.first}–{self.last}"


class IndexChange(models.Model):
    """Which transaction last changed the index rows of a report (0: of all); written by triggers (migration 0006).

    From it a process that keeps columns of the index in memory sees what it has to read again. Not a foreign key:
    that rows went with their report must be told, too.
    """

    report_id = models.BigIntegerField(primary_key=True)
    xid = models.BigIntegerField(db_index=True)
    number = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "检索索引的变动"

    def __str__(self) -> str:
        return f"{self.report_id}: {self.number}"


class Suggestion(models.Model):
    """What may be offered to somebody typing; there while a published report uses it.

    Each text of a kind once, but an indicator's name once with every `query` that finds it; without one the text
    itself is searched.
    `key`, `pinyin` and `initials` are what the typed beginning is compared with. `reports` counts the published
    reports that use it; `tier` is its order of magnitude. Only `tier` is in the indexes, so counting one report
    more rewrites no index entry until the number has doubled.
    """

    class Kind(models.IntegerChoices):
        TERM = 1, "词语"
        HEADING = 2, "标题"
        PLACE = 3, "地区"
        INDICATOR = 4, "指标"

    id = models.AutoField(primary_key=True)
    reports = models.PositiveIntegerField("报告数", default=1)
    kind = models.PositiveSmallIntegerField("种类", choices=Kind)
    tier = models.PositiveSmallIntegerField("量级", default=0)
    text = models.CharField("文字", max_length=40)
    query = models.CharField("所查的词", max_length=80, default="", blank=True)
    key = models.TextField("归一的文字")
    pinyin = models.TextField("全拼")
    initials = models.TextField("首字母")

    class Meta:
        verbose_name = verbose_name_plural = "输入提示"
        constraints = [
            models.UniqueConstraint(fields=["text", "kind", "query"], name="a_suggestion_once"),
        ]
        indexes = [
            models.Index(
                fields=["kind", "tier", column],
                name=f"suggestion_{column}",
                opclasses=["int2_ops", "int2_ops", "text_pattern_ops"],
            )
            for column in ("key", "pinyin", "initials")
        ]

    def __str__(self) -> str:
        return self.text


class ReportSuggestions(models.Model):
    """Which suggestions a published report uses: one short row, where a row a use would be ten times as large."""

    report = models.OneToOneField(Report, models.CASCADE, primary_key=True, related_name="+")
    suggestions = ArrayField(models.IntegerField())

    class Meta:
        verbose_name = verbose_name_plural = "报告的输入提示"

    def __str__(self) -> str:
        return f"{self.report_id}: {len(self.suggestions)}"
