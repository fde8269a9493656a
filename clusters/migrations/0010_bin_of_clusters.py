"""The bin of clusters: when, by whom and why; names are taken only by clusters outside it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

OLD_CODE_STAYS_WHOLE = {
    "AddConstraint cluster.cluster_slug_unique_in_study": "It forbids less than the one whose place it takes.",
    "AddConstraint cluster.cluster_name_unique_in_study": "It forbids less than the one whose place it takes.",
}


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0009_bin_of_firms"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="binned_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="put into the bin"),
        ),
        migrations.AddField(
            model_name="cluster",
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
            model_name="cluster",
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
            model_name="cluster",
            name="removed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="removed for good"),
        ),
        migrations.RemoveConstraint(model_name="cluster", name="cluster_slug_unique_in_study"),
        migrations.RemoveConstraint(model_name="cluster", name="cluster_name_unique_in_study"),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.UniqueConstraint(
                condition=models.Q(("binned_at__isnull", True)),
                fields=("study", "slug"),
                name="cluster_slug_unique_in_study",
            ),
        ),
        migrations.AddConstraint(
            model_name="cluster",
            constraint=models.UniqueConstraint(
                condition=models.Q(("binned_at__isnull", True)),
                fields=("study", "name"),
                name="cluster_name_unique_in_study",
            ),
        ),
    ]
