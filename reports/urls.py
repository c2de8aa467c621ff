"""Addresses of the archive's own pages."""

from django.urls import path

from . import reader_views, views

urlpatterns = [
    path("", views.home, name="home"),
    path("reports/", views.report_list, name="reports"),
    path("reports/<int:pk>/", views.report_page, name="report"),
    path("reports/<int:pk>/original", views.original, name="original"),
    path("reports/<int:pk>/evidence/<int:number>/", reader_views.evidence_card, name="evidence"),
    path("display/", reader_views.switch_size, name="display"),
]
