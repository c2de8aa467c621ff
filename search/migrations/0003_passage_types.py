"""The types that a passage counts under, for the facet; `manage.py reindex` fills them."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_synonym_dates"),
    ]

    operations = [
        migrations.AddField(
            model_name="passageindex",
            name="types",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=5), default=list, size=None
            ),
        ),
    ]
