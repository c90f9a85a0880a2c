"""Names as sources spell them, turned into keys that can be compared, and into codes of States and mechanisms.

Pure Python, no Django: readers use it in the child process, the loader in the parent.
"""

import gettext
import re
from functools import cache, lru_cache

from recommendations.folding import fold_name, normalise_text  # noqa: F401 - all of importing takes them from here
from recommendations.seed.mechanisms import MECHANISM_ALIASES, MECHANISMS, SYMBOL_PREFIXES
from recommendations.seed.states import STATE_ALIASES


def _squash(name: str) -> str:
    """Without blanks and "the", for "costarica" and "the Republic of Moldova"."""
    return re.sub(r"^the ", "", fold_name(name)).replace(" ", "")


@cache
def _states() -> dict[str, str]:
    import pycountry  # loaded late: some of those who import this module never ask for a State

    index = {}
    for country in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            if name := getattr(country, field, ""):
                index[_squash(name)] = country.alpha_3
                if ", " in name:  # "Iran, Islamic Republic of" is the UN's "Iran (Islamic Republic of)" and "Islamic Republic of Iran"
                    first, rest = name.split(", ", 1)
                    index.setdefault(_squash(f"{rest} {first}"), country.alpha_3)
    return index | {_squash(alias): code for alias, code in STATE_ALIASES.items()}


@cache
def _codes() -> dict[str, str]:
    import pycountry

    codes = {country.alpha_2: country.alpha_3 for country in pycountry.countries}
    return codes | {country.alpha_3: country.alpha_3 for country in pycountry.countries} | {"XKX": "XKX", "XK": "XKX", "EU": "EUE", "EUE": "EUE"}


@cache
def _translated_states() -> dict[str, str]:
    """Names in the other UN languages and a few more, from the translations that come with pycountry."""
    import pycountry

    index: dict[str, str] = {}
    for language in ("fr", "es", "ar", "ru", "zh_CN", "pt", "de"):
        words = gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language])
        for country in pycountry.countries:
            for field in ("name", "official_name", "common_name"):
                if name := getattr(country, field, ""):
                    index.setdefault(_squash(words.gettext(name)), country.alpha_3)
    return index


@lru_cache(maxsize=8192)
def state_code(name: str) -> str | None:
    """The ISO 3166-1 alpha-3 code of a State as a source names it, None where we know no such State.

    Two entities outside the standard: Kosovo is XKX, the European Union EUE.
    """
    name = name.strip().rstrip("*").strip()
    if len(name) in (2, 3) and name.isascii() and name.isupper() and (code := _codes().get(name)):
        return code
    key = _squash(name)
    if not key:
        return None
    return _states().get(key) or (_translated_states().get(key) if len(key) > 2 else None)


@cache
def _mechanisms() -> dict[str, str]:
    index = {}
    for code, (name, _kind) in MECHANISMS.items():
        index[fold_name(code)] = code
        index[fold_name(name)] = code
    return index | {fold_name(alias): code for alias, code in MECHANISM_ALIASES.items()}


@lru_cache(maxsize=1024)
def mechanism_code(name: str) -> str | None:
    """The stable code of a mechanism under any of the names sources use, None for one we don't know."""
    return _mechanisms().get(fold_name(name.strip().removeprefix("- ")))


def committee_and_state(symbol: str) -> tuple[str | None, str | None]:
    """What a treaty body's symbol says: "CEDAW/C/SVN/CO/6" is ("CEDAW", "SVN").

    Both are None for symbols of the Human Rights Council: A/HRC/59/15 may be anything that council received.
    """
    symbol = symbol.strip().upper().replace(" ", "")
    for prefix, code in SYMBOL_PREFIXES.items():
        if symbol.startswith(prefix):
            match = re.match(r"(?:[^/]*/)??([A-Z]{3})(?:/|$)", symbol[len(prefix) :])
            state = _codes().get(match[1]) if match else None
            return code, state
    return None, None
