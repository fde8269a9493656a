"""The bin of workshops: when, by whom and why."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("surveys", "0007_double_scoring"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="workshop",
            name="binned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="put into the bin"),
        ),
        migrations.AddField(
            model_name="workshop",
            name="binned_by",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="put into the bin by",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="bin_reason",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=300,
                verbose_name="why it is in the bin",
            ),
        ),
        migrations.AddField(
            model_name="workshop",
            name="removed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed for good"),
        ),
    ]
