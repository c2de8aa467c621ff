"""The index: one row a published passage, with its tokens as a tsvector and what the facets count.

Derived from the archive and never edited: `manage.py reindex` makes it anew.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q

from reports.models import FIRST_YEAR, LAST_YEAR, Passage, Region, Report, Section


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
    types = ArrayField(models.CharField(max_length=5), default=list)
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
