from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from nmirf.audit import words


class SampleConfig(AppConfig):
    name = "nmirf.sample"
    verbose_name = _("sample State")

    def ready(self) -> None:
        words.register({"loading.load_sample": _("Loaded the sample State")})
