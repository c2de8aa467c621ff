"""Addresses of the search pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.results_page, name="search"),
    path("suggest", views.suggestions, name="suggest"),
]
