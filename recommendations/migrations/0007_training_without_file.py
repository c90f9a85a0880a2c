from django.db import migrations


class Migration(migrations.Migration):
    """Before the first release; nothing ever filled the column (docs/adr/0006)."""

    dependencies = [("recommendations", "0006_suggestion_public_id")]

    operations = [migrations.RemoveField(model_name="training", name="file")]
