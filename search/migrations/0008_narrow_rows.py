"""Narrow rows, `lexemes` out of line; the index takes new entries in batches. Rows that are there stay as they are."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.db import migrations

LEXEMES = django.db.models.functions.comparison.Cast(
    "lexemes", django.contrib.postgres.search.SearchVectorField()
)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0007_editions"),
    ]

    operations = [
        migrations.RunSQL(
            # `facts` has to stay in the row, and as it is: below 192 bytes nothing more is moved out, and EXTERNAL
            # is never compressed.
            "ALTER TABLE search_sectionindex SET (toast_tuple_target = 192),"
            " ALTER COLUMN facts SET STORAGE EXTERNAL",
            "ALTER TABLE search_sectionindex RESET (toast_tuple_target),"
            " ALTER COLUMN facts SET STORAGE EXTENDED",
        ),
        # Changed in place; Django would build the index anew.
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "ALTER INDEX section_gin SET (fastupdate = on, gin_pending_list_limit = 1024)",
                    "ALTER INDEX section_gin SET (fastupdate = off);"
                    "ALTER INDEX section_gin RESET (gin_pending_list_limit)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex(model_name="sectionindex", name="section_gin"),
                migrations.AddIndex(
                    model_name="sectionindex",
                    index=django.contrib.postgres.indexes.GinIndex(
                        LEXEMES, fastupdate=True, gin_pending_list_limit=1024, name="section_gin"
                    ),
                ),
            ],
        ),
    ]
