"""The archive: regions, policy areas, and reports with their sections and passages."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The archive itself; works with the search app removed."""

    name = "reports"
    verbose_name = "报告档案"
    default_auto_field = "django.db.models.BigAutoField"
