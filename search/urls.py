"""Addresses of the search pages."""

from django.urls import path, re_path

from . import export, views

urlpatterns = [
    path("", views.results_page, name="search"),
    path("similar/<int:pk>/<int:number>/", views.similar_passages, name="similar"),
    path("suggest", views.suggestions, name="suggest"),
    re_path(r"^export\.(?P<suffix>xlsx|csv|json)\Z", export.results_file, name="search-export"),
]
