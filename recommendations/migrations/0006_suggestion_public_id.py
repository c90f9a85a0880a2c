import uuid

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0005_fetch_started")]

    operations = [
        migrations.AddField(
            model_name="suggestion",
            name="public_id",
            field=models.UUIDField(db_default=django.contrib.postgres.functions.RandomUUID(), default=uuid.uuid4, editable=False, unique=True),
        ),
        migrations.AlterField(
            model_name="bulkchange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("assigned", "Assigned"),
                    ("clustered", "Put into a cluster"),
                    ("unclustered", "Taken out of a cluster"),
                    ("tagged", "Given a term"),
                    ("due", "Given a due date"),
                ],
                max_length=12,
                verbose_name="kind",
            ),
        ),
    ]
