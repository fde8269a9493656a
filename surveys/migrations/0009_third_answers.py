"""A difference between two scorers can be settled by a third answer."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("surveys", "0008_bin_of_workshops")]

    operations = [
        migrations.AddField(
            model_name="settlement",
            name="answer",
            field=models.JSONField(blank=True, null=True, verbose_name="the other answer"),
        ),
        migrations.AlterField(
            model_name="settlement",
            name="holds",
            field=models.CharField(
                choices=[
                    ("first", "The first scorer's answer"),
                    ("second", "The second scorer's answer"),
                    ("other", "Another answer"),
                ],
                max_length=8,
                verbose_name="what holds",
            ),
        ),
    ]
