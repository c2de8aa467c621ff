"""Keep a note of every change of what lists count, made by the database itself so that no change goes without."""

from django.db import migrations, models

# How many passages a report has is shown with it, so a change of that is one of the report.
FORWARDS = """
CREATE SEQUENCE reports_reportchange_number;

CREATE FUNCTION reports_note_reports() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_reportchange (report_id, xid, number)
    SELECT id, pg_current_xact_id()::text::bigint, nextval('reports_reportchange_number') FROM changed
    ON CONFLICT (report_id) DO UPDATE SET xid = excluded.xid, number = excluded.number;
    RETURN NULL;
END $$;

CREATE FUNCTION reports_note_passages() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_reportchange (report_id, xid, number)
    SELECT report_id, pg_current_xact_id()::text::bigint, nextval('reports_reportchange_number')
    FROM (SELECT DISTINCT report_id FROM changed) AS reports
    ON CONFLICT (report_id) DO UPDATE SET xid = excluded.xid, number = excluded.number;
    RETURN NULL;
END $$;

CREATE FUNCTION reports_note_all() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO reports_reportchange (report_id, xid, number)
    VALUES (0, pg_current_xact_id()::text::bigint, nextval('reports_reportchange_number'))
    ON CONFLICT (report_id) DO UPDATE SET xid = excluded.xid, number = excluded.number;
    RETURN NULL;
END $$;

CREATE TRIGGER note_inserted AFTER INSERT ON reports_report
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_note_reports();
CREATE TRIGGER note_deleted AFTER DELETE ON reports_report
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_note_reports();
CREATE TRIGGER note_updated AFTER UPDATE ON reports_report
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_note_reports();
CREATE TRIGGER note_truncated AFTER TRUNCATE ON reports_report
    FOR EACH STATEMENT EXECUTE FUNCTION reports_note_all();

CREATE TRIGGER note_inserted AFTER INSERT ON reports_passage
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_note_passages();
CREATE TRIGGER note_deleted AFTER DELETE ON reports_passage
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION reports_note_passages();
CREATE TRIGGER note_truncated AFTER TRUNCATE ON reports_passage
    FOR EACH STATEMENT EXECUTE FUNCTION reports_note_all();
"""

BACKWARDS = """
DROP TRIGGER note_truncated ON reports_passage;
DROP TRIGGER note_deleted ON reports_passage;
DROP TRIGGER note_inserted ON reports_passage;
DROP TRIGGER note_truncated ON reports_report;
DROP TRIGGER note_updated ON reports_report;
DROP TRIGGER note_deleted ON reports_report;
DROP TRIGGER note_inserted ON reports_report;
DROP FUNCTION reports_note_all();
DROP FUNCTION reports_note_passages();
DROP FUNCTION reports_note_reports();
DROP SEQUENCE reports_reportchange_number;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0004_no_index_twice"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReportChange",
            fields=[
                ("report_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("xid", models.BigIntegerField(db_index=True)),
                ("number", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "报告的变动",
                "verbose_name_plural": "报告的变动",
            },
        ),
        migrations.RunSQL(FORWARDS, BACKWARDS),
    ]
