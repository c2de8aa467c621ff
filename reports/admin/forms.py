"""The forms of the admin: a file to take in, a report's fields, a section's year and areas."""

from __future__ import annotations

import re
from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib.postgres.forms import SimpleArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.template.defaultfilters import filesizeformat

from reports.models import FIRST_YEAR, LAST_YEAR, PolicyArea, Report, Section
from reports.review import CORRECTABLE

from .notes import origin_note

MOST_YEARS = 20


class UploadForm(forms.Form):
    """One report file; `replace` is the number of the held report whose new edition it may be."""

    file = forms.FileField(
        label="报告文件",
        max_length=255,
        allow_empty_file=True,  # the archive itself says what is wrong with an empty one
        widget=forms.FileInput(attrs={"accept": ".txt,.html,.htm,text/plain,text/html"}),
    )
    replace = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = filesizeformat(settings.REPORT_MAX_BYTES)
        self.fields[
            "file"
        ].help_text = f"纯文本（txt）或保存的网页（html），编码可以是 UTF-8、UTF-16、GB18030 或 Big5，不超过 {limit}。"


class YearsField(SimpleArrayField):
    """Years separated by commas, 、 or blanks, kept in their order and each once."""

    def __init__(self, **kwargs: Any) -> None:
        checks = [MinValueValidator(FIRST_YEAR), MaxValueValidator(LAST_YEAR)]
        super().__init__(
            forms.IntegerField(validators=checks), max_length=MOST_YEARS, required=False, **kwargs
        )

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = ",".join(re.findall(r"[^\s,，、;；年]+", value))
        return sorted(set(super().to_python(value)))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):
            return "、".join(str(year) for year in value)
        return value


class ReportForm(forms.ModelForm):
    """What a person may correct, each field with a note on where it was read."""

    report_years = YearsField(label="总结年度")
    plan_years = YearsField(label="计划年度")

    class Meta:
        model = Report
        fields = CORRECTABLE

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.help_text = origin_note(self.instance, name)


class SectionForm(forms.ModelForm):
    """A section's year and role, its primary policy area and the others."""

    primary = forms.ModelChoiceField(PolicyArea.objects.all(), label="主领域", required=False)
    others = forms.ModelMultipleChoiceField(
        PolicyArea.objects.all(),
        label="其他领域",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Section
        fields = ("year", "role")
        help_texts = {"year": "同年份、同性质的下级章节会随之更改。"}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ranks = list(self.instance.area_ranks.select_related("area"))
        self.held = [rank.area_id for rank in ranks]
        self.initial.update(primary=next(iter(self.held), None), others=self.held[1:])
        decided = "；".join(
            f"{rank.area.name}（{'、'.join(rank.terms)}）" for rank in ranks if rank.terms
        )
        if decided:
            self.fields["primary"].help_text = f"识别依据：{decided}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("others") and not cleaned.get("primary"):
            self.add_error("primary", "请先选主领域。")
        return cleaned

    @property
    def areas(self) -> list[str]:
        """The codes chosen, the primary first, the others as they stood, new ones at the end."""
        primary = cast("PolicyArea | None", self.cleaned_data["primary"])
        if primary is None:
            return []
        chosen = [area.code for area in self.cleaned_data["others"] if area != primary]
        stood = {code: place for place, code in enumerate(self.held)}
        return [primary.code, *sorted(chosen, key=lambda code: stood.get(code, len(stood)))]
