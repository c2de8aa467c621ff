"""Adds the types that a report counts under, and fills them for the reports that are held."""

import django.contrib.postgres.fields
from django.db import migrations, models

# What `reports.doctypes.types_of` gives for a report, as it stood with this migration.
FILL = """
    UPDATE reports_report
    SET types = CASE doc_type
        WHEN '总结和计划' THEN ARRAY['总结', '计划']::varchar(5)[]
        ELSE ARRAY[doc_type]::varchar(5)[]
    END
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="types",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=5),
                blank=True,
                default=list,
                size=None,
                verbose_name="类型（分面）",
            ),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
