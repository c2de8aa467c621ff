"""Have every row of the index belong to an edition, so that a new one can be made beside the one in use."""

from django.db import migrations, models
from django.db.models import Q

FIRST = """
INSERT INTO search_indexedition (versions, active)
SELECT min(versions), true FROM search_sectionindex HAVING count(*) > 0
"""

# Readers know nothing of the rows of other editions.
NOTE_CHANGES = """
CREATE OR REPLACE FUNCTION search_note_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_indexchange (report_id, xid, number)
    SELECT report_id, pg_current_xact_id()::text::bigint, nextval('search_indexchange_number')
    FROM (
        SELECT DISTINCT report_id FROM changed
        WHERE edition = (SELECT number FROM search_indexedition WHERE active)
    ) AS reports
    ON CONFLICT (report_id) DO UPDATE SET xid = excluded.xid, number = excluded.number;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0006_changes"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexEdition",
            fields=[
                ("number", models.AutoField(primary_key=True, serialize=False)),
                ("versions", models.CharField(max_length=30)),
                ("active", models.BooleanField()),
            ],
            options={
                "verbose_name": "检索索引的版次",
                "verbose_name_plural": "检索索引的版次",
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("active", True)),
                        fields=("active",),
                        name="one_active_edition",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="sectionindex",
            name="edition",
            field=models.PositiveIntegerField(default=1),
            preserve_default=False,
        ),
        migrations.RunSQL(FIRST, migrations.RunSQL.noop),
        migrations.RunSQL(NOTE_CHANGES, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="sectionindex", name="versions"),
    ]
