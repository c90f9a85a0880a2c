"""Django's admin over the recommendations, as somebody would set it up in an afternoon: what our lines show, and search in the text.

`python -m tests.bench.admin_site WORDS...` prints the median seconds of its changelist for each of the searches.
"""

import json
import os
import statistics
import sys
import time
from typing import Any

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.admin_settings"
    django.setup()

from django.contrib import admin
from django.http import HttpRequest
from django.urls import path

from nmirf.urls import urlpatterns as product
from recommendations.models import Recommendation

TIMES = 3


class Site(admin.AdminSite):
    def has_permission(self, request: HttpRequest) -> bool:
        return True


class RecommendationAdmin(admin.ModelAdmin):
    list_display = ("paragraph", "document", "text", "position", "status")
    list_select_related = ("document__mechanism",)
    list_filter = ("position", "status", "kind")
    list_per_page = 50
    search_fields = ("text",)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True


site = Site()
site.register(Recommendation, RecommendationAdmin)
urlpatterns = [path("admin/", site.urls), *product]  # whose middleware and menu name its addresses


def main(searches: list[str]) -> None:
    from django.conf import settings
    from django.test import Client

    from nmirf.accounts.models import User

    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(User.objects.exclude(email="").order_by("pk").last(), backend="allauth.account.auth_backends.AuthenticationBackend")
    print(json.dumps({words: _seconds(client, words) for words in searches}))


def _seconds(client: Any, words: str) -> float:
    taken = []
    for _ in range(TIMES + 1):
        start = time.perf_counter()
        page = client.get("/admin/recommendations/recommendation/", {"q": words, "kind__exact": "recommendation"})
        taken.append(time.perf_counter() - start)
        if page.status_code != 200 or b'id="result_list"' not in page.content:
            raise RuntimeError(f"The admin answered {page.status_code} to “{words}”.")
    return statistics.median(taken[1:])  # the first one warms up


if __name__ == "__main__":
    main(sys.argv[1:])
