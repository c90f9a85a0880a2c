"""The catalogues of the interface: complete, and with every placeholder and tag of the English words."""

import gettext
import re
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]
MARKS = re.compile(r"%\(\w+\)[a-z]|%[ds]|\{\w*\}|</?[a-z][^>]*>")


def catalogue(language: str) -> Catalog:
    path = Path(settings.LOCALE_PATHS[0], language, "LC_MESSAGES", "django.po")
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True)


def originals(message: Message) -> tuple[str, ...]:
    return (message.id,) if isinstance(message.id, str) else tuple(message.id)


def forms(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def marks(text: str) -> set[str]:
    """The placeholders and tags of a text; a doubled per cent sign is none."""
    return set(MARKS.findall(text.replace("%%", "")))


def for_one_number(catalog: Catalog) -> set[int]:
    """The plural forms that serve a single number, as “one” and “two” in Arabic: they may spell it out."""
    form_of = gettext.c2py(catalog.plural_expr)
    used = Counter(form_of(number) for number in range(1000))
    return {form for form, times in used.items() if times == 1}


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_message_is_translated(language: str) -> None:
    catalog = catalogue(language)
    messages = [message for message in catalog if message.id]
    wanted = {message.id: catalog.num_plurals if message.pluralizable else 1 for message in messages}
    assert str(catalog.locale) == language
    assert messages
    assert not catalog.fuzzy
    assert [message.id for message in messages if message.fuzzy] == []
    assert [message.id for message in messages if not all(text.strip() for text in forms(message))] == []
    assert [message.id for message in messages if len(forms(message)) != wanted[message.id]] == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_translations_keep_placeholders_and_tags(language: str) -> None:
    catalog = catalogue(language)
    spelt_out = for_one_number(catalog)
    wrong = []
    for message in catalog:
        needed = set().union(*map(marks, originals(message)))
        for number, text in enumerate(forms(message)):
            missing, unknown = needed - marks(text), marks(text) - needed
            free = 1 if message.pluralizable and number in spelt_out else 0
            if unknown or len(missing) > free:
                wrong.append((text, missing, unknown))
    assert wrong == []


def test_all_catalogues_have_the_same_messages() -> None:
    keys = [{(message.context, originals(message)) for message in catalogue(language)} for language in TRANSLATED]
    assert all(one == keys[0] for one in keys)
