from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportingConfig(AppConfig):
    name = "reporting"
    verbose_name = _("reporting")

    def ready(self) -> None:
        from nmirf.audit import words
        from nmirf.common import panels as places
        from nmirf.notifications import due
        from recommendations.enums import Voice
        from recommendations.queries import columns, exports, voices
        from reporting import notifications, panels
        from reporting.queries import assessments
        from reporting.queries.voices import actions_reported, government_assessment

        voices.register(Voice.ACTION, 20, actions_reported)
        voices.register(Voice.GOVERNMENT, 20, government_assessment)
        columns.register(assessments.ASSESSMENT, assessments.load)
        exports.register(exports.Form(
            "matrix_docx", _("OHCHR's matrix (docx)"), _("Its thematic list, with the assessment filled in from approved updates."),
            "docx", exports.WORD, "reporting.documents.matrix.write_docx", _("Thematic list of recommendations"),
        ))  # fmt: skip
        exports.register(exports.Form(
            "matrix_xlsx", _("OHCHR's matrix (xlsx)"), _("The same columns as an Excel table."),
            "xlsx", exports.EXCEL, "reporting.documents.matrix.write_xlsx", _("Thematic list of recommendations"),
        ))  # fmt: skip
        places.register("home", 10, panels.home_my_work)
        places.register("import", 10, panels.import_proposals)
        places.register("recommendation", 20, panels.recommendation_updates)
        due.register("round", notifications.rounds_due, _("Updates asked for by a round"), due.Timing(leads=(14, 7, 2), late_until=28, heads_after=7))
        due.register("obligation", notifications.obligations_due, _("Obligation to a mechanism"), due.Timing(leads=(90, 30, 14, 3, 0)))
        words.register(
            {
                "reporting.write_update": _("Wrote an update"),
                "reporting.save_draft": _("Saved a draft of an update"),
                "reporting.add_evidence": _("Attached evidence to an update"),
                "reporting.add_link": _("Attached a link to an update"),
                "reporting.remove_evidence": _("Removed evidence from an update"),
                "reporting.submit_update": _("Submitted an update"),
                "reporting.clear_update": _("Cleared an update inside the ministry"),
                "reporting.hold_back": _("Sent an update back inside the ministry"),
                "reporting.approve_update": _("Approved an update"),
                "reporting.send_back": _("Sent an update back"),
                "reporting.create_round": _("Prepared a round"),
                "reporting.change_round": _("Changed a round"),
                "reporting.add_items": _("Added items to a round"),
                "reporting.remove_items": _("Took items out of a round"),
                "reporting.start_round": _("Opened a round"),
                "reporting.close_round": _("Closed a round"),
                "reporting.submit_ready": _("Submitted several updates"),
                "reporting.remind_of_round": _("Reminded institutions of a round"),
                "reporting.give_out": _("Downloaded a workbook to fill in"),
                "reporting.bring_back": _("Uploaded a workbook"),
                "reporting.take_later": _("Asked for an uploaded workbook to be saved"),
                "reporting.apply_return": _("Saved what an uploaded workbook says"),
                "reporting.put_away": _("Put an uploaded workbook away"),
                "reporting.start_report": _("Started a report"),
                "reporting.rebuild_report": _("Asked for a report to be built again"),
                "reporting.build_report": _("Built the draft of a report"),
                "reporting.add_obligation": _("Added an obligation"),
                "reporting.add_proposed_obligation": _("Added an obligation that a document asks for"),
                "reporting.change_obligation": _("Changed an obligation"),
                "reporting.mark_sent": _("Set the day an obligation was met"),
            }
        )
