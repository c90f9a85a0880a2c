"""Treaties as texts name them: by title, by short form, or both. English titles only; facts, the instruments' own."""

import re

# Code, short forms, title; what holds another's title comes first.
TREATIES: tuple[tuple[str, str, str], ...] = (
    ("opcat", r"OP-?\s?CAT", r"optional protocol (?:to|of) the (?:UN |united nations )?convention against torture{ill}"),
    ("op-cedaw", r"OP-?\s?CEDAW", r"optional protocol (?:to|of) (?:the )?(?:CEDAW|{cedaw})"),
    ("op-crpd", r"OP-?\s?CRPD", r"optional protocol (?:to|of) (?:the )?(?:CRPD|{crpd})"),
    ("op-icescr", r"OP-?\s?ICESCR", r"optional protocol (?:to|of) (?:the )?(?:ICESCR|{icescr})"),
    (
        "iccpr-op2",
        r"ICCPR[- ]?OP ?2",
        r"second optional protocol (?:to|of) (?:the )?(?:ICCPR|{iccpr})(?:,?\s*aiming at the abolition of the death penalty)?",
    ),
    ("op-crc-ic", r"OP-?\s?CRC-?IC", r"(?:third )?optional protocol to the (?:CRC|{crc}) on a communications? procedure"),
    ("op-crc-sc", r"OP-?\s?CRC-?SC", r"optional protocol (?:to the {crc} )?on the sale of children,? child prostitution and child pornography"),
    ("op-crc-ac", r"OP-?\s?CRC-?AC", r"optional protocol (?:to the {crc} )?on the involvement of children in armed conflicts?"),
    (
        "icrmw",
        r"ICRMW|CMW",
        r"(?:international )?convention (?:on|for) (?:the )?(?:protection of )?(?:the )?(?:rights of )?(?:all )?migrant workers{families}",
    ),
    (
        "ced",
        r"ICPPED|CPED|ICED|CED",
        r"(?:international )?convention (?:for|on) (?:the )?protection of all persons (?:from|against) enforced disappearances?",
    ),
    ("crpd", r"CRPD", r"{crpd}"),
    ("cedaw", r"CEDAW", r"{cedaw}"),
    ("icerd", r"ICERD|CERD", r"(?:international )?convention on the elimination of all forms of racial discrimination"),
    ("cat", r"(?<!OP-)(?<!OP)CAT", r"(?:UN |united nations )?convention against torture{ill}"),
    ("icescr", r"ICESCR", r"{icescr}"),
    ("iccpr", r"ICCPR", r"{iccpr}"),
    ("crc", r"CRC", r"{crc}"),
    ("rome-statute", r"ICC statute", r"rome statute(?: of the international criminal court)?"),
    ("statelessness-1961", r"1961 statelessness convention", r"(?:1961 )?convention on the reduction of statelessness"),
    ("statelessness-1954", r"1954 statelessness convention", r"(?:1954 )?convention relating to the status of stateless persons"),
    ("refugees-1951", r"1951 (?:refugee )?convention", r"(?:1951 )?(?:UN )?convention relating to the status of refugees"),
    ("palermo", r"palermo protocol", r"protocol to prevent,? suppress and punish trafficking in persons,? especially women and children"),
    ("istanbul", r"istanbul convention", r"convention on preventing and combating violence against women and domestic violence"),
    ("ilo-169", r"(?:ILO )?convention (?:no\.? ?)?169", r"indigenous and tribal peoples convention"),
    ("ilo-189", r"(?:ILO )?convention (?:no\.? ?)?189", r"convention concerning decent work for domestic workers"),
)
SHARED = {
    "ill": r"(?: and other cruel,? inhuman (?:or|and) degrading treatment (?:or|and) punishment)?",
    "families": r"(?: and (?:the )?members of their famil(?:ies|y))?",
    "cedaw": r"convention (?:on|for) the elimination of (?:all forms of )?discrimination against women",
    "crpd": r"(?:international )?convention (?:on|for|of) the rights of persons with disabilit(?:ies|y)",
    "icescr": r"international covenant (?:on|of|for) economic,? social,? and cultural rights",
    "iccpr": r"international covenant on civil and political rights",
    "crc": r"convention on the rights of the child",
}


def _pattern(number: int, short: str, title: str) -> str:
    title = re.sub(r"\{([a-z]+)\}", lambda name: SHARED[name[1]], title)
    return rf"(?P<t{number}>\b(?:{title}(?:\s*\((?:{short})\))?|(?:{short})\b))"


NAMES = re.compile("|".join(_pattern(n, short, title) for n, (_code, short, title) in enumerate(TREATIES)), re.I)


def code_of(match: re.Match[str]) -> str:
    """The treaty that a match of NAMES names."""
    return TREATIES[int((match.lastgroup or "t0")[1:])][0]


def named(text: str) -> list[str]:
    """Codes of the treaties a text names, in their order."""
    return list(dict.fromkeys(code_of(match) for match in NAMES.finditer(text)))
