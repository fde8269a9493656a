"""The bin of firms: when, by whom and why; a code is taken only by firms outside it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0008_invitations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="firm", name="firm_code_unique_in_cluster"),
        migrations.AddField(
            model_name="firm",
            name="binned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="put into the bin"),
        ),
        migrations.AddField(
            model_name="firm",
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
            model_name="firm",
            name="bin_reason",
            field=models.CharField(
                blank=True, default="", editable=False, max_length=300, verbose_name="why it is in the bin"
            ),
        ),
        migrations.AddField(
            model_name="firm",
            name="removed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed for good"),
        ),
        migrations.AddConstraint(
            model_name="firm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("binned_at__isnull", True)),
                fields=("cluster", "code"),
                name="firm_code_unique_in_cluster",
            ),
        ),
        migrations.AddIndex(
            model_name="firm",
            index=models.Index(
                condition=models.Q(("binned_at__isnull", False)), fields=["binned_at"], name="firm_binned_idx"
            ),
        ),
    ]
