"""Let more new rows wait before they are entered into the index: as many as PostgreSQL does by itself."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.db import migrations

LEXEMES = django.db.models.functions.comparison.Cast(
    "lexemes", django.contrib.postgres.search.SearchVectorField()
)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0009_indicators"),
    ]

    operations = [
        # Changed in place; Django would build the index anew.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX section_gin RESET (gin_pending_list_limit)",
                    "ALTER INDEX section_gin SET (gin_pending_list_limit = 1024)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="sectionindex", name="section_gin"),
                migrations.AddIndex(
                    model_name="sectionindex",
                    index=django.contrib.postgres.indexes.GinIndex(
                        LEXEMES, fastupdate=True, name="section_gin"
                    ),
                ),
            ],
        ),
    ]
