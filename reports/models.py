"""The archive's rows: Report → Section → Passage, with regions and policy areas as reference data.

Sections and passages are offsets (code points, half open) into `Report.text`, which is never altered.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Length
from django.db.models.lookups import Exact
from django.urls import reverse

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser, User

FIRST_YEAR, LAST_YEAR = 1949, 2100


def _year_field(label: str) -> ArrayField[Any, Any]:
    year = models.SmallIntegerField(
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
    )
    return ArrayField(year, default=list, blank=True, verbose_name=label)


class Region(models.Model):
    """An administrative region under its GB/T 2260 code; 450100 is 南宁市 in 450000."""

    class Level(models.TextChoices):
        PROVINCE = "province", "省级"
        PREFECTURE = "prefecture", "地级"
        COUNTY = "county", "县级"

    code = models.CharField("代码", max_length=6, primary_key=True)
    name = models.CharField("全称", max_length=40)
    short = models.CharField("简称", max_length=40)
    level = models.CharField("级别", max_length=10, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )

    class Meta:
        verbose_name = verbose_name_plural = "地区"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^\d{6}$"), name="region_code_has_six_digits"
            ),
            models.CheckConstraint(
                condition=Q(level="province", parent=None)
                | (~Q(level="province") & Q(parent__isnull=False)),
                name="only_provinces_have_no_parent",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def path(self) -> tuple[Region, ...]:
        """The region after those it lies in, the province first."""
        return (*(self.parent.path if self.parent else ()), self)


class PolicyArea(models.Model):
    """One of the archive's policy areas (养老服务, 社会救助 …)."""

    code = models.SlugField("代码", max_length=40, primary_key=True)
    name = models.CharField("名称", max_length=40, unique=True)
    order = models.PositiveSmallIntegerField("次序")
    division = models.CharField("主管司局", max_length=80, blank=True)
    description = models.TextField("说明", blank=True)
    cross_cutting = models.BooleanField(
        "横切领域", default=False, help_text="只在专论该事时作主领域"
    )

    class Meta:
        verbose_name = verbose_name_plural = "政策领域"
        ordering = ["order"]

    def __str__(self) -> str:
        return self.name


class AreaTerm(models.Model):
    """A word that speaks for a policy area, with its weight: 3 names the field, 1 hints at it."""

    area = models.ForeignKey(
        PolicyArea, models.CASCADE, related_name="terms", verbose_name="政策领域"
    )
    term = models.CharField("词语", max_length=40, help_text="用简体、半角书写")
    weight = models.FloatField(
        "权重", default=1.0, validators=[MinValueValidator(0), MaxValueValidator(9)]
    )

    class Meta:
        verbose_name = verbose_name_plural = "领域词语"
        ordering = ["area", "-weight", "term"]
        constraints = [
            models.UniqueConstraint(fields=["area", "term"], name="one_weight_a_term_and_area")
        ]

    def __str__(self) -> str:
        return self.term


class ReportQuerySet(models.QuerySet["Report"]):
    """Who may see which reports, and the orders they are listed in."""

    def published(self) -> ReportQuerySet:
        """Reports that the public may read."""
        return self.filter(status=Report.Status.PUBLISHED)

    def visible_to(self, user: User | AnonymousUser) -> ReportQuerySet:
        """Reports that this reader may open by their address: staff with the right to see them, all."""
        if user.is_staff and user.has_perm("reports.view_report"):
            return self.all()
        return self.published()

    def for_lists(self) -> ReportQuerySet:
        """With region and province and the number of passages, without the columns no list shows."""
        passages = Passage.objects.filter(report=OuterRef("pk")).order_by().values("report")
        number = Coalesce(Subquery(passages.annotate(number=Count("pk")).values("number")), 0)
        rows = self.select_related("region__parent__parent").annotate(passage_count=number)
        return rows.defer("text", "furniture", "evidence", "warnings")

    def in_order(self, ids: Iterable[int]) -> list[Report]:
        """Those of these reports that are among the rows, in this order; one query."""
        wanted = list(map(int, ids))  # they may be numbers of an array
        found = self.in_bulk(wanted)
        return [found[pk] for pk in wanted if pk in found]


class Report(models.Model):
    """One report file: its text as decoded, what it says of itself, and what a person corrected."""

    class Status(models.TextChoices):
        DRAFT = "draft", "草稿"
        PUBLISHED = "published", "已发布"
        WITHDRAWN = "withdrawn", "已撤回"

    class DocType(models.TextChoices):
        SUMMARY = "总结", "总结"
        PLAN = "计划", "计划"
        BOTH = "总结和计划", "总结和计划"
        NEWS = "新闻", "新闻"
        BULLETIN = "公报", "公报"
        OTHER = "其他", "其他"

    class Script(models.TextChoices):
        HANS = "hans", "简体"
        HANT = "hant", "繁体"

    status = models.CharField("状态", max_length=10, choices=Status, default=Status.DRAFT)
    title = models.CharField("标题", max_length=200)
    issuer = models.CharField("发布单位", max_length=100, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="reports", verbose_name="地区"
    )
    doc_type = models.CharField("类型", max_length=5, choices=DocType, default=DocType.OTHER)
    published_on = models.DateField("发布日期", null=True, blank=True)
    report_years = _year_field("总结年度")
    plan_years = _year_field("计划年度")
    script = models.CharField("文字", max_length=4, choices=Script, default=Script.HANS)

    filename = models.CharField("文件名", max_length=255)
    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    size = models.PositiveIntegerField("字节数")
    encoding = models.CharField("编码", max_length=20)
    text = models.TextField("文本")
    furniture = models.JSONField("页面残留", default=list, blank=True)
    evidence = models.JSONField("依据", default=dict, blank=True)
    warnings = ArrayField(
        models.CharField(max_length=200), default=list, blank=True, verbose_name="提示"
    )
    corrected = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, verbose_name="人工更正的项目"
    )
    parser_version = models.PositiveSmallIntegerField("解析器版本")

    # What the facets count: derived from the sections and the document's type whenever these change.
    years = _year_field("年份")
    areas = ArrayField(
        models.SlugField(max_length=40), default=list, blank=True, verbose_name="领域"
    )
    types = ArrayField(
        models.CharField(max_length=5), default=list, blank=True, verbose_name="类型（分面）"
    )

    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        verbose_name="上传人",
    )
    created_at = models.DateTimeField("入库时间", auto_now_add=True)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "报告"
        ordering = ["-created_at"]
        permissions = [("publish_report", "可以发布和撤回报告")]
        indexes = [
            # The admin's filter asks for it; what readers choose by is counted in memory.
            GinIndex("years", name="report_years_gin"),
            models.Index(fields=["status", "region"], name="report_status_region"),
            # Every file that comes in asks for the held report that it is a new edition of.
            models.Index(fields=["filename"], name="report_filename"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="sha256_is_hex"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "published", "withdrawn"]), name="status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(script__in=["hans", "hant"]), name="script_is_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="text_is_not_empty"),
            models.CheckConstraint(condition=~Q(title=""), name="title_is_not_empty"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("report", args=[self.pk])

    @property
    def original(self) -> Path:
        """Where the file as received is kept, under its SHA-256."""
        return original_path(self.sha256)

    @property
    def language(self) -> str:
        """The HTML language tag of the text."""
        return "zh-Hant" if self.script == self.Script.HANT else "zh-Hans"


class SectionQuerySet(models.QuerySet["Section"]):
    """Sections with what belongs to them."""

    def with_areas(self) -> SectionQuerySet:
        """In reading order, each with its policy areas, the primary one first."""
        return self.order_by("number").prefetch_related(areas_of_sections())


def areas_of_sections() -> models.Prefetch[str]:
    """Fetches the policy areas of sections, the primary one first."""
    ranks = SectionArea.objects.select_related("area").order_by("rank")
    return models.Prefetch("area_ranks", ranks)


class Section(models.Model):
    """A heading with what stands under it; `year` and `role` say which year it reports on or plans."""

    class Role(models.TextChoices):
        REPORT = "report", "总结"
        PLAN = "plan", "计划"

    # No index of its own, here and below, where that of a constraint begins with the same column.
    report = models.ForeignKey(
        Report, models.CASCADE, related_name="sections", verbose_name="报告", db_index=False
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    number = models.PositiveIntegerField("序号", help_text="按阅读次序，从 1 起")
    level = models.PositiveSmallIntegerField("层级")
    marker = models.CharField("编号", max_length=40, blank=True)
    heading = models.CharField("标题", max_length=200, blank=True)
    start = models.PositiveIntegerField("起点")
    heading_start = models.PositiveIntegerField("标题起点")
    heading_end = models.PositiveIntegerField("标题终点")
    end = models.PositiveIntegerField("终点")
    year = models.SmallIntegerField(
        "年份",
        null=True,
        blank=True,
        validators=[MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)],
    )
    role = models.CharField("性质", max_length=6, choices=Role, blank=True)
    # What a person corrected survives a re-parse of the same text.
    scope_corrected = models.BooleanField("年份和性质经人工更正", default=False)
    areas_corrected = models.BooleanField("领域经人工更正", default=False)
    areas = models.ManyToManyField(
        PolicyArea, through="SectionArea", related_name="sections", verbose_name="领域"
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "章节"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_section_a_number"),
            models.CheckConstraint(
                condition=Q(
                    start__lte=F("heading_start"),
                    heading_start__lte=F("heading_end"),
                    heading_end__lte=F("end"),
                ),
                name="section_offsets_are_ordered",
            ),
            models.CheckConstraint(
                condition=Q(level__gte=1, number__gte=1), name="section_counts_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.marker}{self.heading}" or f"第 {self.number} 节"

    @property
    def span(self) -> str:
        """“2022 计划”: the year spoken of and in which role, as much of it as is known."""
        return span_of(self.year, self.role)


def span_of(year: int | None, role: str) -> str:
    """What `Section.span` says, for who has read no more of a section than its year and role."""
    return f"{year or ''} {Section.Role(role).label if role else ''}".strip()


# A tag names an area that makes up this much of its section; three say what a section is about.
TAG_SHARE, MOST_TAGS = 0.1, 3


class SectionAreaQuerySet(models.QuerySet["SectionArea"]):
    """The areas of sections."""

    def tags(self) -> SectionAreaQuerySet:
        """The areas worth naming beside a heading: the primary one always, and all that a person gave."""
        share = Q(rank__lte=MOST_TAGS, score__gte=TAG_SHARE)
        return self.filter(Q(rank=1) | share | Q(section__areas_corrected=True))


class SectionArea(models.Model):
    """A policy area of a section: rank 1 is the primary one; `terms` are the words that decided."""

    section = models.ForeignKey(
        Section, models.CASCADE, related_name="area_ranks", verbose_name="章节", db_index=False
    )
    # Django would give a column of text a second index, for LIKE.
    area = models.ForeignKey(
        PolicyArea,
        models.PROTECT,
        related_name="section_ranks",
        verbose_name="领域",
        db_index=False,
    )
    rank = models.PositiveSmallIntegerField("位次")
    score = models.FloatField("比重", default=0.0)
    terms = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, verbose_name="依据的词语"
    )

    objects = SectionAreaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "章节领域"
        ordering = ["section", "rank"]
        indexes = [models.Index(fields=["area"], name="section_area")]
        constraints = [
            models.UniqueConstraint(fields=["section", "area"], name="an_area_once_a_section"),
            models.UniqueConstraint(
                # Deferred: an editor may swap two ranks in one go.
                fields=["section", "rank"],
                name="one_area_a_rank",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}. {self.area_id}"


class Passage(models.Model):
    """The smallest piece that is found and linked (`#p12`): heading, paragraph, list item, title, signature.

    The passages of a report do not overlap; with its furniture they hold every character that is not blank.
    """

    class Kind(models.TextChoices):
        TITLE = "title", "标题"
        HEADING = "heading", "章节标题"
        TEXT = "text", "段落"
        ITEM = "item", "列举项"
        SIGNATURE = "signature", "落款"

    report = models.ForeignKey(
        Report, models.CASCADE, related_name="passages", verbose_name="报告", db_index=False
    )
    section = models.ForeignKey(
        Section, models.CASCADE, null=True, blank=True, related_name="passages", verbose_name="章节"
    )
    number = models.PositiveIntegerField("段号", help_text="每份报告从 1 起")
    kind = models.CharField("种类", max_length=10, choices=Kind)
    marker = models.CharField("编号", max_length=40, blank=True)
    start = models.PositiveIntegerField("起点")
    end = models.PositiveIntegerField("终点")
    text = models.TextField("文字")

    class Meta:
        verbose_name = verbose_name_plural = "段落"
        ordering = ["report", "number"]
        constraints = [
            models.UniqueConstraint(fields=["report", "number"], name="one_passage_a_number"),
            models.UniqueConstraint(fields=["report", "start"], name="one_passage_a_place"),
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="passage_is_not_empty"),
            models.CheckConstraint(
                condition=Exact(Length("text"), F("end") - F("start")),
                name="passage_text_fits_its_offsets",
            ),
        ]

    def __str__(self) -> str:
        return f"¶{self.number} {self.text[:20]}"

    @property
    def anchor(self) -> str:
        """The fragment of the permanent link."""
        return f"p{self.number}"


class ReportChange(models.Model):
    """Which transaction last changed a report (0: all of them) or its passages; written by triggers (migration 0005).

    From it a process that keeps the catalogue in memory sees what it has to read again. Not a foreign key: that a
    report has gone must be told, too.
    """

    report_id = models.BigIntegerField(primary_key=True)
    xid = models.BigIntegerField(db_index=True)
    number = models.BigIntegerField()

    class Meta:
        verbose_name = verbose_name_plural = "报告的变动"

    def __str__(self) -> str:
        return f"{self.report_id}: {self.number}"


def original_path(sha256: str) -> Path:
    """The place of an original under the archive's data folder: originals/ab/ab12…"""
    return Path(settings.MEDIA_ROOT) / "originals" / sha256[:2] / sha256
