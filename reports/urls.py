"""Addresses of the archive's own pages."""

from django.urls import path

from . import reader_views, views
from .overviews import views as overviews

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
]
