"""What a person means who types how a recommendation is cited: a symbol, a paragraph, both, our own reference, or an identifier."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Concat, Replace, Trim, Upper
from django.db.models.lookups import Exact, StartsWith
from django.utils.translation import gettext as _

from recommendations.models import Document

MARK = r"(?:paragraphs?|paras?|par|párr(?:afo)?s?|alinéas?|пункт|п|الفقرة|§§?|¶)\.?"
PARAGRAPH = r"\d\w*(?:\.\w+)*\.?(?:\s*\(\w+\))*|[ivxlc]+(?:\.\w+)+"
# "CRC/C/PER/CO/6-7", "A/HRC/59/15 para. 138.2", "cedaw/c/svn/co/6, 12(a)": two slashes at least, so that HIV/AIDS is searched as words.
SYMBOL = re.compile(
    rf"^(?P<symbol>[A-Z][\w.]*(?:/[\w.()-]+){{2,}})(?:(?:\s*,\s*|\s+|\s*(?={MARK}))(?:{MARK}\s*)?(?P<paragraph>{PARAGRAPH}))?(?P<words>\s.+)?$",
    re.IGNORECASE | re.DOTALL,
)
MARKED = re.compile(rf"^{MARK}\s*(?P<paragraph>{PARAGRAPH})$", re.IGNORECASE)  # "§ 12"
BARE = re.compile(rf"^(?P<paragraph>{PARAGRAPH})$", re.IGNORECASE)  # "102.45": may be a number in a text, too
IDENTIFIER = re.compile(r"^(?=\S*\d)[\w-]{16,64}$")


@dataclass(frozen=True, slots=True)
class Citation:
    where: Q  # of recommendations
    words: str = ""  # to be found in the texts beside it
    is_certain: bool = True  # False: the same may be words of a text


def cited(typed: str) -> Citation | None:
    typed = typed.strip()
    if found := SYMBOL.match(typed):
        return _of_symbol(found["symbol"], found["paragraph"], (found["words"] or "").strip(" ,"))
    if found := MARKED.match(typed):
        return Citation(_paragraph(found["paragraph"]))
    if found := BARE.match(typed):
        return Citation(_paragraph(found["paragraph"]), is_certain=False)
    if IDENTIFIER.match(typed):
        return Citation(Q(annotation_id=typed.lower()) | Q(annotation_id=typed) | _public_id(typed), is_certain=False)
    if found := _as_printed().match(typed):
        return Citation(Q(document__in=_documents(found["document"])) & _paragraph(found["paragraph"]))
    return None


def _of_symbol(symbol: str, paragraph: str | None, words: str) -> Citation:
    if not paragraph:
        return Citation(Q(document__symbol__istartswith=symbol), words)
    return Citation(Q(document__symbol__iexact=symbol) & _paragraph(paragraph), words)


def compact() -> Expression:
    """A paragraph as it is compared: 22 (a) and 22(A) are the same. Indexed."""
    return Upper(Replace(F("paragraph"), Value(" "), Value("")))


def _paragraph(typed: str) -> Q:
    """22 means 22 (a) too, and never 221; 22a is 22 (a)."""
    number = re.sub(r"\s+", "", typed).rstrip(".").upper()
    found = Q(Exact(compact(), number))
    for mark in ("(", "."):
        found |= Q(StartsWith(compact(), number + mark))
    if lettered := re.fullmatch(r"([\d.]*\d)([A-Z])", number):
        found |= Q(StartsWith(compact(), f"{lettered[1]}({lettered[2]})"))
    return found


def _public_id(typed: str) -> Q:
    try:
        return Q(public_id=UUID(typed))
    except ValueError:
        return Q()


def _as_printed() -> re.Pattern[str]:
    """Of Recommendation.reference, in the language in use."""
    printed = _("%(document)s, para. %(paragraph)s") % {"document": "\0", "paragraph": "\1"}
    groups = {"\0": "(?P<document>.+)", "\1": rf"(?P<paragraph>{PARAGRAPH}|\S+)"}
    return re.compile("".join(groups.get(part, re.escape(part)) for part in re.split("([\0\1])", printed)), re.IGNORECASE)


def _documents(name: str) -> QuerySet:
    named = Trim(Concat("mechanism__name", Value(" "), "session"))
    untitled = Q(symbol="", title="", named__iexact=name)
    return Document.objects.alias(named=named).filter(Q(symbol__iexact=name) | Q(symbol="", title__iexact=name) | untitled).values("pk")
