"""Offer indicators, each name with every query that finds it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0008_narrow_rows"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="suggestion",
            name="a_suggestion_once",
        ),
        migrations.AddField(
            model_name="suggestion",
            name="query",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="所查的词"),
        ),
        migrations.AlterField(
            model_name="suggestion",
            name="kind",
            field=models.PositiveSmallIntegerField(
                choices=[(1, "词语"), (2, "标题"), (3, "地区"), (4, "指标")], verbose_name="种类"
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.UniqueConstraint(
                fields=("text", "kind", "query"), name="a_suggestion_once"
            ),
        ),
    ]
