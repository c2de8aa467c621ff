"""The staff's side of the archive: upload, look over what was recognised, correct, publish, withdraw.

Every change goes through a verb of `reports.review` or through `reports.ingest`.
"""

from django.contrib import admin

from .areas import PolicyAreaAdmin
from .regions import RegionAdmin
from .reports import ReportAdmin
from .sections import SectionAdmin

__all__ = ["PolicyAreaAdmin", "RegionAdmin", "ReportAdmin", "SectionAdmin"]

admin.site.site_header = "民政报告档案 · 管理"
admin.site.site_title = "民政报告档案"
admin.site.index_title = "管理"
# Three lists need no bar of their own beside every page; the front page has them.
admin.site.enable_nav_sidebar = False
