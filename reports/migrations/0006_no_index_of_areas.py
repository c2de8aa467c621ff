"""Nothing looks up reports by area alone any more: lists count in memory, a comparison begins with its places.

The index of years stays: the admin filters drafts by it, which are not in memory.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("reports", "0005_report_changes"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="report", name="report_areas_gin"),
    ]
