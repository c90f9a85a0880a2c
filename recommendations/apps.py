from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecommendationsConfig(AppConfig):
    name = "recommendations"
    verbose_name = _("recommendations")

    def ready(self) -> None:
        from ministries import handover
        from nmirf.audit import words
        from nmirf.common import panels as places
        from nmirf.notifications import due
        from recommendations import panels
        from recommendations.enums import Voice
        from recommendations.notifications import due_actions, due_answers, due_assignments, due_values
        from recommendations.operations import handover as owning
        from recommendations.queries import plan_voices, voices

        voices.register(Voice.ACTION, 10, plan_voices.actions_planned)
        voices.register(Voice.INDICATOR, 10, plan_voices.indicator_results)
        voices.offer_columns()
        places.register("recommendation", 1, panels.voices_panel)
        places.register("recommendation", 5, panels.suggestions_panel)
        places.register("export", 10, panels.export_menu)
        places.register("recommendation", 10, panels.plan_panel)
        places.register("institution", 10, panels.mandates_panel)
        places.register("institutions", 10, panels.institutions_panel)
        places.register("recommendation", 30, panels.overlaps_panel)
        soon = due.Timing(leads=(7, 2, 0), late_until=28, heads_after=7, secretariat_after=14)
        due.register("answer", due_answers, _("Assignment to accept or decline"), soon)
        due.register("assignment", due_assignments, _("Update on an assigned recommendation"))
        due.register("action", due_actions, _("End of an action"), due.Timing(leads=(30, 7)))
        due.register("indicator", due_values, _("Value of an indicator"), due.Timing(leads=(14, 0)))
        handover.register("assignment", owning.owned_assignments, owning.hand_over_assignments)
        handover.register("action", owning.owned_actions, owning.hand_over_actions)
        handover.register("indicator", owning.owned_indicators, owning.hand_over_indicators)
        words.register(
            {
                "recommendations.assign": _("Assigned recommendations to an institution"),
                "recommendations.change_assignment": _("Changed an assignment"),
                "recommendations.change_due_date": _("Changed due dates"),
                "recommendations.remove_assignment": _("Removed an assignment"),
                "recommendations.accept_assignment": _("Accepted an assignment"),
                "recommendations.decline_assignment": _("Declined an assignment"),
                "recommendations.keep_assignment": _("Kept a declined assignment where it was"),
                "recommendations.give_to_another": _("Gave a declined assignment to another institution"),
                "recommendations.choose_post": _("Said which post answers"),
                "recommendations.hand_over_actions": _("Handed over actions to another post"),
                "recommendations.hand_over_indicators": _("Handed over indicators to another post"),
                "recommendations.hand_over_assignments": _("Handed over assignments to another post"),
                "recommendations.preview_institutions": _("Looked at what a spreadsheet of institutions would do"),
                "recommendations.import_institutions": _("Brought in institutions and posts from a spreadsheet"),
                "recommendations.set_mandates": _("Said which themes an institution works on"),
                "recommendations.ask_extension": _("Asked for more time"),
                "recommendations.extend": _("Gave more time"),
                "recommendations.record": _("Wrote down that due dates moved"),
                "recommendations.decide_extension": _("Decided about more time"),
                "recommendations.create_cluster": _("Made a cluster"),
                "recommendations.change_cluster": _("Changed a cluster"),
                "recommendations.delete_cluster": _("Deleted a cluster"),
                "recommendations.put_into_cluster": _("Put recommendations into a cluster"),
                "recommendations.take_out_of_cluster": _("Took recommendations out of a cluster"),
                "recommendations.start_export": _("Asked for an export"),
                "recommendations.save_filter": _("Saved filters of the register"),
                "recommendations.rename_filter": _("Renamed a saved filter"),
                "recommendations.delete_filter": _("Deleted a saved filter"),
                "recommendations.start_bulk": _("Started a change of many recommendations"),
                "recommendations.assign_all": _("Assigned a whole result to an institution"),
                "recommendations.put_all_into_cluster": _("Put a whole result into a cluster"),
                "recommendations.take_all_out_of_cluster": _("Took a whole result out of a cluster"),
                "recommendations.give_term_to_all": _("Gave a whole result a term"),
                "recommendations.undo_bulk": _("Undid a change of many recommendations"),
                "recommendations.start_finding": _("Asked for overlaps to be looked for"),
                "recommendations.find_overlaps": _("Looked for overlaps"),
                "recommendations.accept_overlap": _("Said that two recommendations ask the same"),
                "recommendations.reject_overlap": _("Said that two recommendations don’t ask the same"),
                "recommendations.group_recommendations": _("Put recommendations into an overlap group"),
                "recommendations.change_group": _("Named an overlap group"),
                "recommendations.take_out_of_group": _("Took a recommendation out of an overlap group"),
                "recommendations.dissolve_group": _("Dissolved an overlap group"),
                "recommendations.start_training": _("Had suggestions learnt"),
                "recommendations.train": _("Learnt suggestions"),
                "recommendations.decide_suggestion": _("Decided about a suggestion"),
                "recommendations.decide_suggestions": _("Decided about suggestions"),
                "recommendations.set_translation": _("Wrote a translation of a recommendation"),
                "recommendations.set_status": _("Set the status of a recommendation"),
                "recommendations.mark_answered": _("Marked an assignment as answered"),
                "recommendations.mark_unanswered": _("Marked an assignment as due again"),
                "recommendations.write_action": _("Wrote an action"),
                "recommendations.change_action": _("Changed an action"),
                "recommendations.publish_action": _("Let everybody see an action"),
                "recommendations.set_action_status": _("Said how far an action is"),
                "recommendations.delete_draft_action": _("Deleted the draft of an action"),
                "recommendations.add_recommendations": _("Added recommendations to an action"),
                "recommendations.remove_recommendation": _("Took a recommendation out of an action"),
                "recommendations.add_framework": _("Added a plan"),
                "recommendations.change_framework": _("Changed a plan"),
                "recommendations.add_indicator": _("Added an indicator"),
                "recommendations.change_indicator": _("Changed an indicator"),
                "recommendations.measure": _("Added recommendations to an indicator"),
                "recommendations.stop_measuring": _("Took a recommendation out of an indicator"),
                "recommendations.enter_values": _("Entered values of an indicator"),
                "recommendations.preview_values": _("Looked at values of indicators in a file"),
                "recommendations.import_values": _("Brought in values of indicators from a file"),
                "recommendations.remove_value": _("Removed a value of an indicator"),
                "recommendations.refresh_words": _("Read the words of the texts for the search"),
                "recommendations.seed_taxonomy": _("Loaded the current lists of labels"),
                "recommendations.add_term": _("Added a term"),
                "recommendations.change_term": _("Changed a term"),
                "recommendations.confirm_term": _("Said that a term is new"),
                "recommendations.preview_terms": _("Looked at what a spreadsheet of terms would do"),
                "recommendations.import_terms": _("Brought in terms from a spreadsheet"),
                "recommendations.merge_term": _("Merged a term into another"),
                "recommendations.add_name": _("Gave a term another name"),
                "recommendations.remove_name": _("Took a name from a term"),
                "recommendations.relate_term": _("Said that a term leads to another"),
                "recommendations.unrelate_term": _("Took back that a term leads to another"),
                "recommendations.start_fetching": _("Asked for the published export to be fetched"),
                "recommendations.fetch_export": _("Fetched the published export"),
                "recommendations.receive_file": _("Received a file to import"),
                "recommendations.start_import": _("Brought in a file to import"),
                "recommendations.read_import": _("Read a file to import"),
                "recommendations.map_columns": _("Said what the columns of a file mean"),
                "recommendations.confirm_paragraphs": _("Confirmed paragraphs of a document"),
                "recommendations.start_applying": _("Confirmed an import"),
                "recommendations.apply_import": _("Imported a file"),
                "recommendations.import_at_once": _("Imported a file without a preview"),
                "recommendations.discard_import": _("Discarded an import"),
                "recommendations.start_undoing": _("Asked to undo an import"),
                "recommendations.undo_import": _("Undid an import"),
            }
        )
