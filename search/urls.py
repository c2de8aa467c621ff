"""Addresses of the search pages."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.results_page, name="search"),
    path("similar/<int:pk>/<int:number>/", views.similar_passages, name="similar"),
    path("suggest", views.suggestions, name="suggest"),
]
