"""Lets a synonym hold for texts of certain years only."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_one_row_a_section"),
    ]

    operations = [
        migrations.AddField(
            model_name="synonym",
            name="from_year",
            field=models.SmallIntegerField(
                blank=True,
                help_text="只在这一年起的内容里同时查找；不限则留空",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1949),
                    django.core.validators.MaxValueValidator(2100),
                ],
                verbose_name="起始年份",
            ),
        ),
        migrations.AddField(
            model_name="synonym",
            name="to_year",
            field=models.SmallIntegerField(
                blank=True,
                help_text="只在到这一年为止的内容里同时查找；不限则留空",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1949),
                    django.core.validators.MaxValueValidator(2100),
                ],
                verbose_name="截止年份",
            ),
        ),
        migrations.AddConstraint(
            model_name="synonym",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("from_year", None),
                    ("to_year", None),
                    ("from_year__lte", models.F("to_year")),
                    _connector="OR",
                ),
                name="a_synonym_ends_after_it_begins",
                violation_error_message="截止年份不能早于起始年份。",
            ),
        ),
    ]
