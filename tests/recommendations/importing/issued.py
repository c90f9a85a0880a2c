"""Documents as issued, about the fictional State of Valmera: concluding observations in Word and as a PDF, pages of pictures, and worse."""

import textwrap
from dataclasses import dataclass
from pathlib import Path

import docx
from docx.enum.text import WD_BREAK

SYMBOL = "CAT/C/XVM/CO/5"
COVER = ("United Nations", SYMBOL, "Distr.: General", "4 June 2025", "Original: English", "Committee against Torture")
TITLE = "Concluding observations on the fifth periodic report of Valmera*"
H, P, N = "heading", "paragraph", "note"  # N: a footnote, below all else on its page

BODY: tuple[tuple[str, str], ...] = (
    (H, "A. Introduction"),
    (P, "1. The Committee considered the fifth periodic report of Valmera at its 2101st meeting, held on 6 May 2025, "
     "and adopted the present concluding observations at its 2112th meeting, held on 14 May 2025."),
    (H, "B. Positive aspects"),
    (P, "2. The Committee welcomes the adoption of the Act on the Ombudsperson in 2023."),
    (H, "C. Principal subjects of concern and recommendations"),
    (H, "Definition of torture"),
    (P, "3. While noting the amendment of the Criminal Code, the Committee is concerned that its article 117 does not "
     "cover acts of torture committed at the instigation of a public official, and that long-term penalties are seldom imposed (arts. 1 and 4)."),
    (P, "4. The State party should bring article 117 of the Criminal Code into line with the Convention, and ensure its implementation."),
    (H, "Fundamental legal safeguards and conditions of detention in police stations and in the prisons of the northern provinces"),
    (P, "5. The Committee is concerned about:"),
    (P, "(a) The absence of lawyers in the first hours of detention;"),
    (P, "(b) Overcrowding in prisons."),
    (P, "6. The Committee urges the State party to:"),
    (P, "(a) Ensure that every detained person can see a lawyer at once;"),
    (P, "(b) Reduce overcrowding, in particular by:"),
    (P, "(i) Using measures other than detention;"),
    (P, "(ii) Renovating the prisons of Ostrava Bay; and"),
    (P, "(c) Train all police officers, as paragraph"),
    (P, "12. of the Istanbul Protocol asks."),
    (H, "Follow-up procedure"),
    (P, "7. The Committee requests the State party to provide, within one year, information on the implementation of "
     "the recommendations contained in paragraphs 4 and 6 (a) and (c) above."),
    (H, "Next report"),
    (P, "8. The Committee requests the State party to disseminate the present concluding observations widely."),
    (P, "9. The Committee invites the State party to submit its sixth periodic report by 14 May 2029."),
)  # fmt: skip


def observations_docx(path: Path, *, body: tuple[tuple[str, str], ...] = BODY, title: str = TITLE, symbol: str = SYMBOL) -> Path:
    """As the UN's own Word files: a table for a cover, styles for headings, the symbol in the page header."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = symbol
    document.sections[0].footer.paragraphs[0].text = "GE.25-01234"
    cover = document.add_table(rows=1, cols=len(COVER))
    for cell, text in zip(cover.rows[0].cells, (text.replace(SYMBOL, symbol) for text in COVER), strict=True):
        cell.text = text
    document.add_heading(title, 1)
    for kind, text in body:
        if kind == H:
            front, _, rest = text.partition(". ") if text[1:3] == ". " else ("", "", text)
            document.add_paragraph().add_run(f"{front}.\t{rest}" if front else rest).bold = True
        else:
            number, _, rest = text.partition(" ")
            paragraph = document.add_paragraph(f"{number}\t{rest}")
            mark = paragraph.add_run()
            mark.add_break(WD_BREAK.LINE)
    document.add_paragraph("* Adopted by the Committee at its eighty-second session (28 April–23 May 2025).")
    document.save(str(path))
    return path


REPORT_COVER = ("United Nations", "A/HRC/60/9", "Distr.: General", "24 June 2025", "Original: English", "Human Rights Council")
REPORT_TITLE = ("Report of the Working Group on the Universal Periodic Review", "Valmera")
REPORT: tuple[tuple[str, str], ...] = (
    (H, "Introduction"),
    (P, "1. The Working Group on the Universal Periodic Review held its forty-ninth session from 28 April to 9 May 2025. "
     "The review of Valmera was held at the 9th meeting, on 7 May 2025."),
    (H, "I. Summary of the proceedings of the review process"),
    (P, "2. During the interactive dialogue, 51.1 delegations recommended in the dialogue to ratify conventions (Chile)."),
    (H, "II. Conclusions and/or recommendations"),
    (P, "51. The recommendations formulated during the interactive dialogue and listed below have been examined by Valmera and enjoy its support:"),
    (P, "51.1 Ratify the Optional Protocol to the Convention against Torture (Chile) (Iran (Islamic Republic of));"),
    (P, "51.2 Strengthen the independence of the Ombudsperson (Samoa);"),
    (P, "52. The recommendations formulated during the interactive dialogue and listed below have been noted by Valmera:"),
    (P, "52.1 Withdraw all reservations to the Convention on the Rights of the Child and report on it by 2028 (Togo);"),
    (P, "53. The following will be examined by Valmera, which will provide responses in due course, by the sixtieth session of the Council:"),
    (P, "53.1 Adopt an action plan on prisons."),
    (P, "54. All conclusions and recommendations contained in the present report reflect the position of the submitting States."),
    (H, "Annex"),
    (P, "The delegation of Valmera was headed by the Minister of Justice and composed of seven members."),
)  # fmt: skip


def report_docx(path: Path, *, body: tuple[tuple[str, str], ...] = REPORT, title: tuple[str, ...] = REPORT_TITLE) -> Path:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = REPORT_COVER[1]
    for text in (*REPORT_COVER, *title):
        document.add_paragraph(text)
    for kind, text in body:
        document.add_heading(text, 2) if kind == H else document.add_paragraph(text)
    document.save(str(path))
    return path


def report_pdf(path: Path) -> Path:
    return observations_pdf(path, body=REPORT, title=REPORT_TITLE[0], cover=(*REPORT_COVER[:1], *REPORT_COVER[2:]), symbol=REPORT_COVER[1])


def numbered_by_word(path: Path) -> Path:
    """Concluding observations whose numbers Word counts: no number stands in the text."""
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = SYMBOL
    document.add_heading(TITLE, 1)
    document.add_paragraph("The Committee welcomes the Act on the Ombudsperson.", style="List Number")
    document.add_paragraph("The State party should amend its Criminal Code.", style="List Number")
    document.save(str(path))
    return path


@dataclass
class Set:
    """One line of type: font R or B, size, place from the left and the bottom."""

    text: str
    font: str = "R"
    size: float = 10
    x: float = 110
    y: float = 0


def observations_pdf(
    path: Path, *, body: tuple[tuple[str, str], ...] = BODY, title: str = TITLE, cover: tuple[str, ...] = COVER, symbol: str = SYMBOL
) -> Path:
    """Set in lines of 60 letters, words hyphenated, with page header, page number and a footnote on each page."""
    lines: list[Set | None] = [Set(text) for text in cover] + [None, Set(title, "B", 14), None]
    for kind, text in body:
        lines.append(None)
        wrapped = textwrap.wrap(text, 60, break_on_hyphens=True)
        lines += [Set(each, "B" if kind == H else "R") for each in hyphenated(wrapped)]
    pages, y = [[]], 0.0
    for line in lines:
        if y < 110:
            y = 760.0
            pages.append([])
        if line is None:
            y -= 8
            continue
        y -= 14
        line.y = y
        pages[-1].append(line)
    for number, page in enumerate(pages[1:], start=1):
        page[:0] = [Set(symbol, "B", 9, 480, 800)]
        page += [Set(f"{number} Act of 3 March 2022, art. {number}.", "R", 8, 110, 80), Set(f"{number} GE.25-01234", "R", 8, 60, 40)]
        if number == 2:
            page.insert(3, Set("3", "R", 5, 400, page[2].y + 4))  # the footnote's mark
    return write_pdf(path, pages[1:])


def hyphenated(lines: list[str]) -> list[str]:
    """The first long word that begins a line is divided: its first four letters go to the line above."""
    for place in range(1, len(lines)):
        word = lines[place].split(" ")[0]
        if len(word) > 9 and word.isalpha() and word.islower():
            lines[place - 1] += f" {word[:4]}-"
            lines[place] = lines[place][4:]
    return lines


def write_pdf(path: Path, pages: list[list[Set]], *, more: str = "", trailer: str = "") -> Path:
    """A PDF of its own kind: two fonts, text at places. `more` goes into each page's content as it is."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    objects += [f"<< /Type /Font /Subtype /Type1 /BaseFont /{name} /Encoding /WinAnsiEncoding >>" for name in ("Times-Roman", "Times-Bold")]
    kids = []
    for page in pages:
        content = more + "\n".join(
            f"BT /{line.font} {line.size} Tf {line.x} {line.y} Td ({line.text.replace('(', chr(92) + '(').replace(')', chr(92) + ')')}) Tj ET"
            for line in page
        )
        objects.append(f"<< /Length {len(content.encode('cp1252'))} >>\nstream\n{content}\nendstream")
        kids.append(f"{len(objects) + 1} 0 R")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /R 3 0 R /B 4 0 R >> >> >>"
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>"
    out, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\n".encode()
    out += f"startxref\n{out.rindex(b'xref')}\n%%EOF\n".encode()
    path.write_bytes(out)
    return path


def scanned_pdf(path: Path) -> Path:
    return write_pdf(path, [[], []], more="0 0 595 842 re f\n")


def locked_pdf(path: Path) -> Path:
    """Its password is known to nobody."""
    keys = f"/Filter /Standard /V 1 /R 2 /P -44 /O <{'11' * 32}> /U <{'22' * 32}>"
    return write_pdf(path, [[Set("secret", y=500)]], trailer=f"/ID [<{'00' * 16}> <{'00' * 16}>] /Encrypt << {keys} >>")
