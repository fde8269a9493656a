"""A study says what is hidden in public: the smallest cell, and when one firm rules a total of money."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models


def share(name, default, least, most):
    return models.FloatField(
        default=default,
        db_default=default,
        validators=[MinValueValidator(least), MaxValueValidator(most)],
        verbose_name=name,
    )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0009_third_answers")]

    operations = [
        migrations.AddField(
            model_name="studysetup",
            name="minimum_cell",
            field=models.PositiveSmallIntegerField(
                default=3,
                db_default=3,
                help_text="What rests on fewer is hidden in files for everybody, with all that would give it away.",
                validators=[MinValueValidator(3), MaxValueValidator(50)],
                verbose_name="fewest firms or votes behind a public figure",
            ),
        ),
        migrations.AddField(
            model_name="studysetup",
            name="dominance",
            field=models.CharField(
                choices=[
                    ("p_percent", "p per cent: the rest must be enough to blur the largest firm"),
                    ("n_k", "(n, k): one or two firms must not be nearly all of the total"),
                ],
                default="p_percent",
                db_default="p_percent",
                max_length=12,
                verbose_name="when one firm rules a total of money",
            ),
        ),
        migrations.AddField(
            model_name="studysetup",
            name="dominance_p",
            field=share(
                "least rest of a total beside its two largest firms (p), per cent of the largest", 10.0, 1, 100
            ),
        ),
        migrations.AddField(
            model_name="studysetup",
            name="dominance_k1",
            field=share("most that the largest firm may have (k of one), per cent of the total", 75.0, 10, 99),
        ),
        migrations.AddField(
            model_name="studysetup",
            name="dominance_k2",
            field=share("most that the two largest may have together (k of two), per cent of the total", 85.0, 10, 99),
        ),
    ]
