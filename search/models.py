"""The index: one row a published passage, with its tokens as a tsvector and what the facets count.

Derived from the archive and never edited: `manage.py reindex` makes it anew.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q

from reports.models import Passage, Region, Report, Section


class Synonym(models.Model):
    """Another way of saying a term: who types the term finds the other, not the reverse.

    Read with every query, so an edit takes effect at once.
    """

    term = models.CharField("所查的词", max_length=40)
    other = models.CharField("同时查找", max_length=40)

    class Meta:
        verbose_name = verbose_name_plural = "同义词"
        ordering = ["term", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["term", "other"], name="a_synonym_once"),
            models.CheckConstraint(condition=~Q(term=F("other")), name="a_synonym_says_more"),
        ]

    def __str__(self) -> str:
        return f"{self.term} → {self.other}"


class PassageIndex(models.Model):
    """What is looked up of one passage.

    `scope` is what boolean queries are evaluated in: the passage's section, or (negative) the report for
    passages above and below all sections. `versions` are those of fold and tokenizer that made the row.
    """

    passage = models.OneToOneField(Passage, models.CASCADE, primary_key=True, related_name="index")
    report = models.ForeignKey(Report, models.CASCADE, related_name="+")
    section = models.ForeignKey(Section, models.CASCADE, null=True, related_name="+")
    scope = models.BigIntegerField()
    kind = models.CharField(max_length=10, choices=Passage.Kind)
    region = models.ForeignKey(Region, models.PROTECT, null=True, related_name="+")
    years = ArrayField(models.SmallIntegerField(), default=list)
    areas = ArrayField(models.SlugField(max_length=40), default=list)
    folded = models.TextField()
    vector = SearchVectorField()
    versions = models.CharField(max_length=20)

    class Meta:
        verbose_name = verbose_name_plural = "检索索引"
        indexes = [
            # No pending list: the cost of an insert is paid by the insert, not by some later search.
            GinIndex("vector", name="passage_vector_gin", fastupdate=False),
            models.Index(fields=["scope"], name="passage_scope"),
        ]

    def __str__(self) -> str:
        return f"¶ {self.passage_id}"


class Suggestion(models.Model):
    """What may be offered to somebody typing, each text of a kind once; there while a published report uses it.

    `key`, `pinyin` and `initials` are what the typed beginning is compared with. `reports` counts the published
    reports that use it; `tier` is its order of magnitude. Only `tier` is in the indexes, so counting one report
    more rewrites no index entry until the number has doubled.
    """

    class Kind(models.IntegerChoices):
        TERM = 1, "词语"
        HEADING = 2, "标题"
        PLACE = 3, "地区"

    id = models.AutoField(primary_key=True)
    reports = models.PositiveIntegerField("报告数", default=1)
    kind = models.PositiveSmallIntegerField("种类", choices=Kind)
    tier = models.PositiveSmallIntegerField("量级", default=0)
    text = models.CharField("文字", max_length=40)
    key = models.TextField("归一的文字")
    pinyin = models.TextField("全拼")
    initials = models.TextField("首字母")

    class Meta:
        verbose_name = verbose_name_plural = "输入提示"
        constraints = [
            models.UniqueConstraint(fields=["text", "kind"], name="a_suggestion_once"),
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
