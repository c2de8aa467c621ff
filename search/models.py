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
