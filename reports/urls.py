"""Addresses of the archive's own pages."""

from django.urls import path, re_path

from . import reader_views, views
from .overviews import views as overviews
from .takeaway import views as takeaway

urlpatterns = [
    path("", views.home, name="home"),
    path("reports/", views.report_list, name="reports"),
    path("reports/<int:pk>/", views.report_page, name="report"),
    path("reports/<int:pk>/original", views.original, name="original"),
    path("reports/<int:pk>/evidence/<int:number>/", reader_views.evidence_card, name="evidence"),
    path("display/", reader_views.switch_size, name="display"),
    path("places/<slug:code>/", overviews.place_page, name="place"),
    path("areas/<slug:code>/", overviews.area_page, name="area"),
    path("years/<int:year>/", overviews.year_page, name="year"),
    path("coverage/", overviews.coverage_page, name="coverage"),
    re_path(
        r"^reports/export\.(?P<suffix>xlsx|csv|json)\Z",
        takeaway.report_list_file,
        name="reports-export",
    ),
    path("reports/<int:pk>/report.docx", takeaway.report_document, name="report-document"),
    path("reports/<int:pk>/report.txt", takeaway.report_text, name="report-text"),
]
