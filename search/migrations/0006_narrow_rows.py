"""Narrow rows: `lexemes` out of line, `versions` a number; the index takes new entries in batches.

Rows that are there count as made by another version: the site goes on answering from them until `reindex`.
"""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.functions.comparison
from django.db import migrations, models

LEXEMES = django.db.models.functions.comparison.Cast(
    "lexemes", django.contrib.postgres.search.SearchVectorField()
)


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_versions_are_looked_up"),
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
        migrations.RunSQL(
            "ALTER TABLE search_sectionindex ALTER COLUMN versions TYPE varchar(30) USING '0'",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField(
            model_name="sectionindex",
            name="versions",
            field=models.IntegerField(db_index=True),
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
