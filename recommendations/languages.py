"""Names of languages, in the reader's own."""

from django.conf import settings
from django.utils.translation import get_language_bidi, get_language_info, override

UN_LANGUAGES = ("ar", "zh", "en", "fr", "ru", "es")
OFFERED = tuple(dict.fromkeys([*(code for code, _name in settings.LANGUAGES), *UN_LANGUAGES]))  # that people here write translations in


def language_name(code: str) -> str:
    """ "French" for "fr"; the code itself for a language Django has no name for."""
    try:
        return str(get_language_info(_django(code))["name_translated"])
    except KeyError:
        return code


def own_name(code: str) -> str:
    """ "français" for "fr": what its readers look for."""
    try:
        return str(get_language_info(_django(code))["name_local"])
    except KeyError:
        return code


def direction(code: str) -> str:
    with override(code):
        return "rtl" if get_language_bidi() else "ltr"


def _django(code: str) -> str:
    return {"zh": "zh-hans"}.get(code, code)
