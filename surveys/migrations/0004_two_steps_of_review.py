from django.db import migrations, models

STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("returned", "Returned"),
    ("resubmitted", "Submitted again"),
    ("checked", "Waits for headquarters"),
    ("approved", "Approved"),
]


class Migration(migrations.Migration):
    dependencies = [("surveys", "0003_live_workshop")]

    operations = [
        migrations.AddField(
            model_name="studysetup",
            name="review_steps",
            field=models.PositiveSmallIntegerField(
                choices=[
                    (1, "One: a reviewer approves"),
                    (2, "Two: a reviewer passes, somebody else with a role in the whole study approves"),
                ],
                default=1,
                verbose_name="steps of review",
            ),
        ),
        migrations.AlterField(
            model_name="interview",
            name="state",
            field=models.CharField(choices=STATES, default="draft", max_length=12, verbose_name="state"),
        ),
        migrations.AlterField(
            model_name="reviewevent",
            name="from_state",
            field=models.CharField(choices=STATES, max_length=12, verbose_name="from"),
        ),
        migrations.AlterField(
            model_name="reviewevent",
            name="to_state",
            field=models.CharField(choices=STATES, max_length=12, verbose_name="to"),
        ),
    ]
