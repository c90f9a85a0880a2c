"""Which format a file is in, by its contents alone. The name only has to agree (guard.py)."""

from .headers import Header

FORMATS = ("uhri_xlsx", "uhri_json", "upr_info", "ohchr_list", "observations", "upr_report", "sheet")
DOCUMENTS = ("observations", "upr_report")  # as issued: read paragraph by paragraph, for a person to confirm
ABOUT_ONE_STATE = ("ohchr_list", *DOCUMENTS)  # their rows name no State where the document names none


def format_of_table(header: Header) -> str:
    """`uhri_xlsx`, `upr_info` or `sheet`, by the headers of a workbook or csv file (a UHRI workbook saved as csv is read alike)."""
    names = header.spellings
    if "ohchr annotation id" in names or {"countries concerned", "document symbol"} <= names:
        return "uhri_xlsx"
    if ({"to", "from"} <= names or {"sur", "rs"} <= names) and {"response", "session"} <= names:
        return "upr_info"
    return "sheet"
