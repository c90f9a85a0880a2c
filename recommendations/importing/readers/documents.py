"""Which kind of document a Word file or a PDF is, by what stands in it."""

from pathlib import Path

from ..guard import Limits
from ..opened import Opened
from ..paper import Paper
from ..paper_docx import read_docx
from ..paper_pdf import read_pdf
from ..rows import FileRefused
from .concluding_observations import is_concluding_observations, open_observations
from .ohchr_list import open_list
from .upr_report import is_upr_report, open_report


def open_word(path: Path) -> Opened:
    """A table of recommendations makes it OHCHR's list, whatever its title says."""
    try:
        return open_list(path)
    except FileRefused as refused:
        if refused.code != "no_list":
            raise
    return _open(read_docx(path), otherwise="no_list")


def open_pdf(path: Path, limits: Limits) -> Opened:
    return _open(read_pdf(path, limits), otherwise="no_document")


def _open(paper: Paper, otherwise: str) -> Opened:
    if is_upr_report(paper):
        return open_report(paper)
    if is_concluding_observations(paper):
        return open_observations(paper)
    raise FileRefused(otherwise)
