"""Files of exports: made at once, or in the background and then kept for some days, read by whoever asked for them."""

from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile

from django.conf import settings
from django.http import FileResponse
from django.utils import timezone

from nmirf.accounts.models import User
from nmirf.jobs.kinds import Progress
from recommendations.queries.columns import chosen
from recommendations.queries.exports import FORMS, Form, Wanted

KEPT = timedelta(days=7)


def place(export: str, form: str) -> Path:
    return _folder() / f"{export}.{FORMS[form].ending}"


def write_file(*, by: User, export: str, query: str, columns: list[str], form: str, progress: Progress | None = None) -> Path:
    """Make the file, in the place of one that an earlier run made or left unfinished. Files whose days are over go."""
    _remove_old()
    path = place(export, form)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("wb") as file:
        FORMS[form].write(Wanted(by, query, chosen(",".join(columns)), progress), file)
    unfinished.chmod(settings.FILE_UPLOAD_PERMISSIONS)
    return unfinished.rename(path)


def attached(form: Form, wanted: Wanted) -> FileResponse:
    """The file as an answer, written whole before it is sent, so that it never breaks off in the middle."""
    file = TemporaryFile()  # noqa: SIM115 - the answer closes it
    form.write(wanted, file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=form.file_name(wanted), content_type=form.content_type)


def _remove_old() -> None:
    oldest = (timezone.now() - KEPT).timestamp()
    for path in _folder().glob("*"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "exports"
