"""Keep a note of every change of the index, made by the database itself so that no change goes without."""

from django.db import migrations, models

FORWARDS = """
CREATE SEQUENCE search_indexchange_number;

CREATE FUNCTION search_note_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_indexchange (report_id, xid, number)
    SELECT report_id, pg_current_xact_id()::text::bigint, nextval('search_indexchange_number')
    FROM (SELECT DISTINCT report_id FROM changed) AS reports
    ON CONFLICT (report_id) DO UPDATE SET xid = excluded.xid, number = excluded.number;
    RETURN NULL;
END $$;

CREATE FUNCTION search_note_all_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO search_indexchange (report_id, xid, number)
    VALUES (0, pg_current_xact_id()::text::bigint, nextval('search_indexchange_number'))
    ON CONFLICT (report_id) DO UPDATE SET xid = excluded.xid, number = excluded.number;
    RETURN NULL;
END $$;

CREATE TRIGGER note_inserted AFTER INSERT ON search_sectionindex
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_note_changes();
CREATE TRIGGER note_deleted AFTER DELETE ON search_sectionindex
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_note_changes();
CREATE TRIGGER note_updated AFTER UPDATE ON search_sectionindex
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION search_note_changes();
CREATE TRIGGER note_truncated AFTER TRUNCATE ON search_sectionindex
    FOR EACH STATEMENT EXECUTE FUNCTION search_note_all_changed();
"""

BACKWARDS = """
DROP TRIGGER note_truncated ON search_sectionindex;
DROP TRIGGER note_updated ON search_sectionindex;
DROP TRIGGER note_deleted ON search_sectionindex;
DROP TRIGGER note_inserted ON search_sectionindex;
DROP FUNCTION search_note_all_changed();
DROP FUNCTION search_note_changes();
DROP SEQUENCE search_indexchange_number;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0005_versions_are_looked_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexChange",
            fields=[
                ("report_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("xid", models.BigIntegerField(db_index=True)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "检索索引的变动",
                "verbose_name_plural": "检索索引的变动",
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
