"""Where each part of the site answers."""

from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from search.compare_views import compare_page

urlpatterns = [
    path("", include("reports.urls")),
    path("search/", include("search.urls")),
    path("compare/", compare_page, name="compare"),
    path("admin/", admin.site.urls),
    path("robots.txt", TemplateView.as_view(template_name="robots.txt", content_type="text/plain")),
]
