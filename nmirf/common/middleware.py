from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme

from nmirf.common.errors import Refused


def back(request: HttpRequest, default: str = "home") -> HttpResponse:
    """Redirect to the form's `next`, else to the page the request came from, never to another host."""
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if address and url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
            parts = urlsplit(address)
            return redirect(parts.path + (f"?{parts.query}" if parts.query else ""))
    return redirect(default)


class GZipPages(GZipMiddleware):
    """Pages shrink to a fifth on the way. Files are left as they are: most are compressed already, and keep their length.

    Against guessing secrets from lengths (BREACH) Django adds random bytes, and the form's token is another each time.
    """

    def process_response(self, request: HttpRequest, response: Any) -> Any:
        is_page = not response.streaming and response.get("Content-Type", "").startswith("text/html")
        return super().process_response(request, response) if is_page else response


class RefusedMiddleware:
    """A refused operation becomes a message on the page the person came from."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refused):
            return None
        messages.error(request, str(exception))
        return back(request)
