"""The search index: derived from the archive; drop it, rebuild it, lose nothing."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Full-text search over the archive's passages."""

    name = "search"
    verbose_name = "检索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the archive, whose changes reach the index in the same transaction; mark its pages."""
        from django.db.models.signals import pre_delete

        from reports.marks import register
        from reports.models import Report
        from reports.signals import ingest_ended, reference_loaded, report_changed

        from . import collecting
        from .indexing import on_ingest_ended, on_report_changed
        from .marking import report_marks
        from .synonyms import on_reference_loaded

        report_changed.connect(on_report_changed, dispatch_uid="search.index")
        # The last to be told: it makes writers take turns, so its part of a transaction has to be the end.
        report_changed.connect(collecting.on_report_changed, dispatch_uid="search.suggestions")
        ingest_ended.connect(on_ingest_ended, dispatch_uid="search.index")
        pre_delete.connect(
            collecting.on_report_deleted, sender=Report, dispatch_uid="search.suggestions"
        )
        reference_loaded.connect(on_reference_loaded, dispatch_uid="search.synonyms")
        register(report_marks)
