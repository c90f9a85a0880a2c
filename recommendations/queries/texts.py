"""One recommendation's text in every language there is of it."""

from dataclasses import dataclass

from recommendations.enums import TagOrigin
from recommendations.languages import OFFERED, direction, own_name
from recommendations.models import Recommendation


@dataclass(frozen=True, slots=True)
class InLanguage:
    language: str
    text: str
    is_own: bool = False  # the record's own, not a translation
    is_national: bool = False  # written here

    @property
    def name(self) -> str:
        return own_name(self.language)

    @property
    def direction(self) -> str:
        return direction(self.language)

    @property
    def is_correctable(self) -> bool:
        return not self.is_own and self.language in OFFERED


def texts(recommendation: Recommendation, reader: str) -> list[InLanguage]:
    """The one for a reader of that language first: the record's own where no other is. Then the record's own, then by name."""
    own = InLanguage(recommendation.language, recommendation.text, is_own=True)
    others = [InLanguage(t.language, t.text, is_national=t.origin == TagOrigin.NATIONAL) for t in recommendation.translations.all()]
    return sorted([own, *others], key=lambda one: (one.language != reader, not one.is_own, one.name))


def languages_without(recommendation: Recommendation) -> list[tuple[str, str]]:
    """(code, own name) of the languages a translation can be written in and there is none yet."""
    taken = {recommendation.language, *(t.language for t in recommendation.translations.all())}
    return [(code, own_name(code)) for code in OFFERED if code not in taken]
