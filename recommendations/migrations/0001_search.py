from django.contrib.postgres.operations import TrigramExtension, UnaccentExtension
from django.db import migrations

# PostgreSQL's own configurations, with accents taken off first; PostgreSQL has stems for all but Chinese.
CONFIGURATIONS = {"en": "english", "fr": "french", "es": "spanish", "ar": "arabic", "ru": "russian", "simple": "simple"}


def configuration(code: str, base: str) -> migrations.RunSQL:
    stems = "simple" if base == "simple" else f"{base}_stem"
    return migrations.RunSQL(
        f"CREATE TEXT SEARCH CONFIGURATION nmirf_{code} (COPY = {base});"
        f"ALTER TEXT SEARCH CONFIGURATION nmirf_{code} ALTER MAPPING FOR hword, hword_part, word WITH unaccent, {stems};",
        f"DROP TEXT SEARCH CONFIGURATION nmirf_{code};",
    )


class Migration(migrations.Migration):
    initial = True
    dependencies: list[tuple[str, str]] = []
    operations = [UnaccentExtension(), TrigramExtension(), *(configuration(*c) for c in CONFIGURATIONS.items())]
