"""The words for every code that a reader gives, in the language of the interface."""

from collections.abc import Mapping

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

# Of the file as a whole: nothing of it is taken. Each says what to do.
REFUSALS = {
    "file_empty": _("The file is empty."),
    "file_too_large": _("The file is larger than %(limit)s MB, which is the most that can be read."),
    "file_damaged": _("The file is damaged or incomplete and can't be opened. Open it in the program it comes from and save it again."),
    "password": _("The file is protected by a password. Remove the password and try again."),
    "macros": _("The file contains macros (small programs). Save it as a workbook without macros (.xlsx) and try again."),
    "doctype": _("The file contains declarations that no spreadsheet or document needs and that can do harm. It was not opened."),
    "zip_names": _("The file contains parts with names that could overwrite other files. It was not opened."),
    "bomb": _("The file would unfold to more than %(limit)s MB, or to far more than its size, and was not opened."),
    "bomb_parts": _("The file consists of more than %(limit)s parts and was not opened."),
    "bomb_overlap": _("Parts of the file overlap, as in files that are made to do harm. It was not opened."),
    "no_terms": _("The first sheet has no row with the headers %(headers)s. Download the taxonomy and work on that workbook."),
    "no_institutions": _("The first sheet has no row with the headers %(headers)s. Download the institutions and work on that workbook."),
    "no_values": _("The first sheet has no row with the headers %(headers)s. Download the workbook for values and fill that one in."),
    "too_many_rows": _("The file has more than %(limit)s rows. Split it and import the parts."),
    "bomb_cell": _("A single cell or piece of the file holds millions of characters. It was not opened."),
    "sheet_too_large": _("A sheet reaches to column %(columns)s and row %(rows)s, which is too large. Delete the empty rows and columns at its end."),
    "too_many_characters": _("More text comes out of the file than is taken at once (%(limit)s bytes). Split it and import the parts."),
    "too_many_formulas": _("The workbook has more than %(limit)s formulas. Copy the sheet, paste it as values and try again."),
    "really_xlsx": _("The name ends in %(suffix)s, but the file is an Excel workbook. Give it the ending .xlsx and try again."),
    "really_xls": _("The name ends in %(suffix)s, but the file is an Excel workbook of the old kind. Give it the ending .xls and try again."),
    "really_docx": _("The name ends in %(suffix)s, but the file is a Word document. Give it the ending .docx and try again."),
    "really_json": _("The name ends in %(suffix)s, but the file is a JSON file. Give it the ending .json and try again."),
    "really_csv": _("The name ends in %(suffix)s, but the file is plain text. If it is a table, give it the ending .csv and try again."),
    "really_html": _("This is a web page, whatever its name ends in (%(suffix)s). Open it in a spreadsheet program and save it as .xlsx."),
    "really_pdf": _("The name ends in %(suffix)s, but the file is a PDF. Give it the ending .pdf and try again."),
    "really_rtf": _("This is an RTF document (its name ends in %(suffix)s). Save it as .docx and try again."),
    "really_doc": _("This is a Word document of the old kind (its name ends in %(suffix)s). Save it as .docx and try again."),
    "really_image": _("This is a picture (its name ends in %(suffix)s), not a table."),
    "really_binary": _("This is none of the kinds of file that can be read, whatever its name ends in (%(suffix)s)."),
    "really_xlsb": _("This is a binary Excel workbook (.xlsb). Save it as .xlsx and try again."),
    "really_opendocument": _("This is an OpenDocument file. Save it as .xlsx and try again."),
    "really_zip": _("This is an archive of files, not a workbook or document. Unpack it and import the files in it."),
    "other_format": _("The file was expected in another format; it looks like this one: %(format)s."),
    "no_header": _("None of the first %(rows)s rows has headers that are known, such as “Text”, “Country” or “Symbol”."),
    "no_text_column": _("There is no column with the text of the recommendations. The columns are: %(headers)s."),
    "headers_unknown": _(
        "There is no column with a header that means the text of the recommendations. These headers are not known: %(headers)s. "
        "Rename the headers to those of the template and try again."
    ),
    "no_workbook": _("This is not an Excel workbook (.xlsx). Save it as one and try again."),
    "no_rows": _("The file has headers, but no rows below them, or holds nothing at all."),
    "csv_broken": _("The text file can't be read from line %(line)s on; a quotation mark there is probably never closed."),
    "encoding_unknown": _("The text file is written in an old alphabet that can't be told. Save it as “CSV UTF-8” and try again."),
    "json_broken": _("The JSON file is damaged or incomplete."),
    "json_unknown": _("The JSON file is not a list of recommendations as the Universal Human Rights Index exports it. Its keys are: %(keys)s."),
    "no_list": _(
        "The Word document is none of those that can be read: it holds no table of recommendations as in OHCHR's thematic lists, "
        "and says nowhere that it is the concluding observations of a committee or the report of the UPR's working group."
    ),
    "no_document": _(
        "The PDF is none of those that can be read: it says nowhere that it is the concluding observations of a committee "
        "or the report of the UPR's working group."
    ),
    "no_paragraphs": _("The document has no numbered paragraphs (1., 2., 3. …), so nothing in it can be cited. Get the version that was issued."),
    "no_upr_recommendations": _("The report holds no numbered recommendations (such as 140.1) below its “Conclusions and/or recommendations”."),
    "upr_addendum": _("This is the addendum with the State's positions, not the report. Import the report, or OHCHR's list, which holds both."),
    "document_language": _("The document is written in %(language)s. Documents as issued are read in English so far; import the English version."),
    "pdf_no_text": _(
        "The PDF consists of pictures of pages, without text. Get the document in Word or as a PDF with text, or have it recognised first (OCR)."
    ),
    "pdf_pages": _("The PDF has %(pages)s pages; the most that is read is %(limit)s."),
    "pdf_too_long": _("The PDF holds more than %(limit)s characters and was not read."),
    "reader_died": _("The file could not be read: it needs too much memory or time, or breaks the program that reads it."),
    "reader_slow": _("The file could not be read in time."),
}

# Of one row, or of one cell in it.
PROBLEMS = {
    "text_missing": _("The text of the recommendation is missing."),
    "text_without_words": _("“%(value)s” is not the text of a recommendation."),
    "formula": _("The text is a formula without a stored text. Paste it as a value."),
    "formula_value": _("The text is worked out by a formula. Its stored value was taken."),
    "cell_too_long": _("The cell holds %(length)s characters; the most a cell can hold is %(limit)s."),
    "control_characters": _("The cell held invisible control characters. They were left out."),
    "bytes_unreadable": _("The row holds characters that are damaged. Save the file as UTF-8 and try again."),
    "quote_not_closed": _("A quotation mark is not closed in this row, so it runs into the next."),
    "too_many_fields": _("The row has %(fields)s values for %(expected)s columns, so it is not clear which belongs where."),
    "too_few_fields": _("The row has %(fields)s values for %(expected)s columns. The missing ones were taken as empty."),
    "id_taken": _("The id %(id)s stands at line %(line)s already, with another text."),
    "paragraph_taken": _("Paragraph %(paragraph)s stands at line %(line)s already, with another text."),
    "duplicate_row": _("The same recommendation stands at line %(line)s already. It is taken once."),
    "position_unknown": _("“%(value)s” is not a position that is known. It was kept as a note."),
    "position_mixed": _("“%(value)s” names two positions, so none was taken. It was kept as a note."),
    "several_mechanisms": _("Several mechanisms are named. %(taken)s was taken; left out: %(others)s."),
    "session_unreadable": _("“%(value)s” is not a session of the UPR."),
    "sdg_unknown": _("“%(value)s” is not a Sustainable Development Goal or target."),
    "action_unknown": _("“%(value)s” is not an action category from 1 to 5."),
    "date_unreadable": _("“%(value)s” is not a date that can be read. No date was taken."),
    "date_impossible": _("“%(value)s” is a day that does not exist. No date was taken."),
    "date_ambiguous": _("“%(value)s” can mean more than one day. No date was taken. Write it as 2025-04-05."),
    "date_implausible": _("“%(value)s” lies before the United Nations or too far ahead. No date was taken."),
    "column_unknown": _("The column “%(column)s” is not known. Its values are kept as they are."),
    "no_states_column": _("No column names the State under review."),
    "no_mechanism_column": _("No column names the mechanism."),
    "sheet_left_out": _("Only the first sheet with recommendations is read. Left out: “%(sheet)s”."),
    "state_missing": _("The State under review is missing."),
    "state_unknown": _("“%(value)s” is not a State that is known."),
    "header_names_other_state": _("The page header names “%(value)s”, but the file is taken as one about %(taken)s."),
    "mechanism_missing": _("No mechanism: nothing in the row says who made the recommendation, and its symbol does not tell either."),
    "mechanism_new": _("“%(value)s” is not a mechanism that is known. It is added."),
    "institution_unknown": _("“%(value)s” is not an institution that is known. It was kept as a note; nothing is assigned by an import."),
    "value_too_long": _("The value is longer than %(limit)s characters. It was kept as a note."),
    "replaced": _("A newer export was fetched before anybody decided about this one, so this one was discarded."),
    "kind_doubtful": _("Paragraph %(paragraph)s neither voices concern nor recommends anything in the usual words. Taken as an observation."),
    "kind_mixed": _("Paragraph %(paragraph)s voices concern and recommends something. Taken as a recommendation."),
    "paragraph_gap": _("After paragraph %(before)s comes %(after)s. Look in the document whether a number was missed."),
    "follow_up_not_found": _("The document marks paragraph %(paragraph)s for follow-up, but no recommendation with this number was found."),
    "no_recommending_state": _("No recommending State was found at the end of %(paragraph)s."),
    "document_of_other_state": _("The document is about %(value)s, not %(taken)s."),
    "external_link": _("The workbook links to other files. They are never opened."),
}


def message(code: str, params: Mapping[str, str]) -> str:
    """The sentence a person reads. KeyError for a code that has no words."""
    words = REFUSALS.get(code) or PROBLEMS[code]
    return gettext(words) % params
