from uuid import UUID

from django.http import FileResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import cache_control

from nmirf.accounts.requests import SignedInRequest
from reporting.models import Evidence, Update


@cache_control(private=True, no_store=True)
def evidence(request: SignedInRequest, public_id: UUID) -> FileResponse:
    """A file as a download, never drawn by the browser on our address, for who may read its update."""
    found = get_object_or_404(Evidence.objects.filter(url="", update__in=Update.objects.visible_to(request.user)), public_id=public_id)
    answer = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.name, content_type=found.content_type)
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
