"""A document as issued, reduced to what a reader of paragraphs needs: its blocks of text in order, whatever file they came in."""

import re
from dataclasses import dataclass

# "12.", "(a)", "(iv)", "140.12": how a block begins that is more than the next line of the one before.
MARK = re.compile(r"^(?:\d{1,3}\.(?!\d)|\d{1,3}\.\d{1,3}\.?(?!\d)|\([a-z]{1,4}\))\s*(?=\S)")
SENTENCE_END = re.compile(r"[.:;!?”\"]\)?$|[;,]\s(?:and|or)$")
HEADING_CHARACTERS = 240


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a sub-paragraph: white space folded, its number in front, footnote marks gone."""

    text: str
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    blocks: tuple[Block, ...]
    margins: tuple[str, ...]  # what the page headers and footers say, each once

    @property
    def characters(self) -> int:
        return sum(len(block.text) for block in self.blocks)


def could_be_heading(text: str) -> bool:
    """By its words: a short line that ends like no sentence."""
    return len(text) <= HEADING_CHARACTERS and not SENTENCE_END.search(text) and any(c.isalpha() for c in text)
