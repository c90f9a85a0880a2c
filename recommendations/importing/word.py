"""The text of a paragraph of Word."""

from typing import Any

from docx.oxml.ns import qn

PARAGRAPH = qn("w:p")
TEXT, TAB, BREAK, HYPHEN = qn("w:t"), qn("w:tab"), (qn("w:br"), qn("w:cr")), qn("w:noBreakHyphen")
GONE = (qn("w:del"), qn("w:moveFrom"))  # tracked deletions: no longer part of the text


def paragraph_text(paragraph: Any) -> str:
    """As Word shows it: python-docx leaves out what stands in content controls and tracked insertions."""
    parts = []
    for element in paragraph.iter(TEXT, TAB, *BREAK, HYPHEN):
        if any(ancestor.tag in GONE for ancestor in element.iterancestors()):
            continue
        if element.tag == TEXT:
            parts.append(element.text or "")
        else:
            parts.append("-" if element.tag == HYPHEN else "\n" if element.tag in BREAK else " ")
    return "".join(parts)
