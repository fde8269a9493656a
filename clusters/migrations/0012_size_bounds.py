"""From how many employees on a firm is small, medium and large, where a study does not take the usual numbers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clusters", "0011_samples_and_draws"),
    ]

    operations = [
        migrations.AddField(
            model_name="stratum",
            name="size_bounds",
            field=models.JSONField(
                blank=True,
                help_text="Head counts from which a firm was small, medium and large; empty for the usual ones.",
                null=True,
                verbose_name="size classes from",
            ),
        ),
        migrations.AddField(
            model_name="study",
            name="size_bounds",
            field=models.JSONField(
                blank=True,
                help_text="Head counts from which a firm is small, medium and large; empty for the usual ones.",
                null=True,
                verbose_name="size classes from",
            ),
        ),
    ]
