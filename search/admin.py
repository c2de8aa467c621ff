"""Admin of what search can be taught: the table of synonyms."""

from __future__ import annotations

from django.contrib import admin

from .models import Synonym


@admin.register(Synonym)
class SynonymAdmin(admin.ModelAdmin):
    """One row a direction; edited in the list, effective with the next query."""

    list_display = ("term", "other", "from_year", "to_year")
    search_fields = ("term", "other")
    list_per_page = 200
