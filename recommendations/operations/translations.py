from django.utils.translation import gettext as _

from nmirf.accounts.guards import require
from nmirf.accounts.models import User
from nmirf.common.errors import Refused
from nmirf.common.operations import operation
from recommendations.enums import TagOrigin
from recommendations.folding import text_key
from recommendations.languages import OFFERED, language_name
from recommendations.models import Recommendation, Translation
from recommendations.permissions import can_translate


class NoText(Refused):
    """A translation without a word in it."""


class NotALanguageOfTranslations(Refused):
    """The record's own language, whose text is the source's, or one nobody offers."""


@operation
def set_translation(*, by: User, recommendation: Recommendation, language: str, text: str) -> Translation:
    """Add a translation made here, or put it in the place of the one there is; imports leave it alone from then on."""
    require(can_translate(by))
    recommendation = Recommendation.objects.select_for_update(of=["self"]).get(pk=recommendation.pk)
    if language == recommendation.language:
        raise NotALanguageOfTranslations(
            _("%(language)s is the language of the source's own text, which only an import changes. Choose another language.")
            % {"language": language_name(language)}
        )
    if language not in OFFERED:
        languages = ", ".join(language_name(code) for code in OFFERED)
        raise NotALanguageOfTranslations(_("Translations are kept in these languages: %(languages)s. Choose one of them.") % {"languages": languages})
    text = text.replace("\x00", "").strip()
    key = text_key(text)
    if not key:
        raise NoText(_("There is no word in the translation. Write its text."))
    values = {"text": text, "text_key": key, "origin": TagOrigin.NATIONAL}
    return Translation.objects.update_or_create(recommendation=recommendation, language=language, defaults=values)[0]
