"""The search index: derived from the archive; drop it, rebuild it, lose nothing."""

from django.apps import AppConfig


class SearchConfig(AppConfig):
    """Full-text search over the archive's passages."""

    name = "search"
    verbose_name = "检索"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Follow the archive, whose changes reach the index in the same transaction; mark its pages."""
        from reports.marks import register
        from reports.signals import reference_loaded, report_changed

        from .indexing import on_report_changed
        from .results import report_marks
        from .synonyms import on_reference_loaded

        report_changed.connect(on_report_changed, dispatch_uid="search.index")
        reference_loaded.connect(on_reference_loaded, dispatch_uid="search.synonyms")
        register(report_marks)
