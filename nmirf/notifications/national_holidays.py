"""Public holidays of a State in a year, as the library `holidays` knows them: a proposal, since moons and governments decide late."""

from datetime import date

import holidays
import pycountry
from django.utils.translation import get_language


class NoCalendar(Exception):
    """The library does not know the State's holidays."""


def proposed(state: str, year: int) -> dict[date, str]:
    """`state`: ISO 3166-1 alpha-3. Names in the language active when asked, or the country's own."""
    country = pycountry.countries.get(alpha_3=state)
    if country is None or country.alpha_2 not in holidays.list_supported_countries():
        raise NoCalendar(state)
    return dict(sorted(holidays.country_holidays(country.alpha_2, years=year, language=get_language()).items()))
