"""The rows of the access table; tests/test_access.py walks them.

A row names an address by its URL name, says the method, and the status each of ROLES gets, in order. `owner` is the
focal point of the institution a thing belongs to (Health), `other` that of another ministry.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from nmirf.notifications.unsubscribing import address_for
from tests.world import FEED_SECRET, World

ROLES = ["stranger", "owner", "other", "nhri", "cso", "secretariat", "admin"]


@dataclass
class Row:
    name: str
    statuses: str
    thing: Callable[[World], dict[str, Any]] = field(default=lambda world: {})
    method: str = "get"
    data: Callable[[World], dict[str, Any]] = field(default=lambda world: {})

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def of(attribute: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"public_id": getattr(world, attribute).public_id}


def institution(world: World) -> dict[str, Any]:
    return {"slug": world.people.ministry_of_health.slug}


def post(world: World) -> dict[str, Any]:
    return {"public_id": world.people.health.holdings.get().post.public_id}


def holding(world: World) -> dict[str, Any]:
    return post(world) | {"person": world.people.health.public_id}


def person(world: World) -> dict[str, Any]:
    return {"public_id": world.people.health.public_id}


def token(world: World) -> dict[str, Any]:
    return {"digest": "0" * 128}


def export(world: World) -> dict[str, Any]:
    return {"export": world.export.arguments["export"]}


def reset_key(world: World) -> dict[str, Any]:
    return {"uidb36": "1", "key": "used-up"}


def identified(attribute: str) -> Callable[[World], dict[str, Any]]:
    return lambda world: {"id": getattr(world, attribute).public_id}


def theme(world: World) -> dict[str, Any]:
    return {"id": world.recommendation.terms.get(kind="theme").code}


def term(world: World) -> dict[str, Any]:
    found = world.recommendation.terms.get(kind="theme")
    return {"kind": found.kind, "code": found.code}


def pair(world: World) -> dict[str, Any]:
    return {"suggestion": world.pair.pk, "decision": "accept"}


def in_french(world: World) -> dict[str, Any]:
    return of("recommendation")(world) | {"language": "fr"}


def member(world: World) -> dict[str, Any]:
    return {"recommendation": world.recommendation.public_id}


def value(world: World) -> dict[str, Any]:
    return of("indicator")(world) | {"value": world.value.public_id}


def measured(world: World) -> dict[str, Any]:
    return {"on": "2026-01-01", "value": "3"}


def chosen(world: World) -> dict[str, Any]:
    return {"chosen": world.recommendation.public_id}


def target(world: World) -> dict[str, Any]:
    return {"into": world.other_term.code, "target": world.other_term.pk, "label": "Another name"}


def due_thing(world: World) -> dict[str, Any]:
    return {"thing": f"assignment:{world.assignment.public_id}"}


def holiday(world: World) -> dict[str, Any]:
    return {"on": "2027-03-20", "name": "Independence Day"}


def unsubscribing(world: World) -> dict[str, Any]:
    return {"token": address_for(world.people.health, "reminder").rsplit("/", 2)[1]}


#          stranger owner other nhri cso secretariat admin
ANYBODY = "200      200   200   200  200 200         200"
EVERY = "302      200   200   200  200 200         200"
STATE = "302      200   200   403  403 200         200"
STAFF = "302      403   403   403  403 200         200"
ADMIN = "302      403   403   403  403 403         200"
SECRE = "302      403   403   403  403 200         403"
WRITE = "302      200   200   403  403 200         403"
DO_SECRE = "302     403   403   403  403 302         403"
DO_ADMIN = "302     403   403   403  403 403         302"
NOBODY = "404       404   404   404  404 404         404"
DO_EVERY = "302     302   302   302  302 302         302"

#            stranger owner other nhri cso secretariat admin; 400: may do it, but the body is empty
API_EVERY = "401      200   200   200  200 200         200"
API_SECRE = "401      403   403   403  403 200         403"
POST_SECRE = "401     403   403   403  403 400         403"

# fmt: off
ROWS: list[Row] = [
    # signing in
    Row("account_login",                       "200 302 302 302 302 302 302"),
    Row("account_logout",                      "302 200 200 200 200 200 200"),
    Row("account_inactive",                    ANYBODY),
    Row("account_change_password",             EVERY),
    Row("account_reset_password",              ANYBODY),
    Row("account_reset_password_done",         ANYBODY),
    Row("account_reset_password_from_key",     ANYBODY, reset_key),
    Row("account_reset_password_from_key_done", ANYBODY),
    Row("set_language",                        "302 302 302 302 302 302 302", method="post"),
    Row("healthz",                             ANYBODY),
    Row("profile",                             EVERY),
    Row("token_new",                           DO_EVERY, method="post"),
    Row("token_revoke",                        DO_EVERY, token, "post"),
    # the register
    Row("recommendations",                     EVERY),
    Row("recommendation",                      EVERY, of("recommendation")),
    Row("recommendation_preview",              EVERY, of("recommendation")),
    Row("translation",                         SECRE, in_french),
    Row("translation",                         DO_SECRE, in_french, "post", lambda world: {"text": "Ratifier"}),
    Row("export",                              EVERY),
    Row("export",                              DO_EVERY, method="post", data=lambda world: {"format": "csv", "columns": ["text"]}),
    Row("export_file",                         EVERY, data=lambda world: {"format": "csv"}),
    Row("export_ready",                        "302 404 404 404 404 200 404", export),
    Row("export_download",                     "302 404 404 404 404 200 404", export),
    Row("bulk_tag",                            DO_SECRE),
    Row("bulk_changes",                        SECRE),
    Row("bulk_undo",                           DO_SECRE, of("bulk_change"), "post"),
    Row("facet",                               EVERY, lambda world: {"name": "theme"}),
    Row("saved_filters",                       EVERY),
    Row("saved_filter_new",                    EVERY),
    Row("saved_filter_new",                    EVERY, method="post", data=lambda world: {"name": "Prisons"}),
    Row("saved_filter",                        DO_EVERY, of("saved_filter")),
    Row("saved_filter_edit",                   "302 404 404 404 404 200 404", of("saved_filter")),
    Row("saved_filter_delete",                 "302 404 404 404 404 302 404", of("saved_filter"), "post"),
    Row("clusters",                            EVERY),
    Row("cluster",                             EVERY, of("cluster")),
    Row("cluster_new",                         SECRE),
    Row("cluster_edit",                        SECRE, of("cluster")),
    Row("cluster_themes",                      EVERY),
    Row("cluster_put",                         DO_SECRE),
    Row("cluster_take",                        DO_SECRE),
    Row("cluster_delete",                      DO_SECRE, of("cluster"), "post"),
    Row("overlaps",                            SECRE),
    Row("overlap_find",                        DO_SECRE, method="post"),
    Row("overlap_decide",                      DO_SECRE, method="post", data=pair),
    Row("overlap_put",                         DO_SECRE),
    Row("overlap_groups",                      EVERY),
    Row("overlap",                             EVERY, of("group")),
    Row("overlap_edit",                        SECRE, of("group")),
    Row("overlap_take",                        DO_SECRE, of("group"), "post", member),
    Row("overlap_dissolve",                    DO_SECRE, of("group"), "post"),
    Row("suggestions",                         SECRE),
    Row("suggestion_decide",                   DO_SECRE, method="post", data=lambda world: {"accept": str(world.suggestion.pk)}),
    Row("suggestions_decide",                  SECRE),
    Row("suggestions_train",                   DO_SECRE, method="post"),
    Row("trainings",                           SECRE),
    Row("assignments",                         EVERY),
    Row("assignment",                          EVERY, of("assignment")),
    Row("assignment",                          "302 403 403 403 403 200 403", of("assignment"), "post"),
    Row("assignment_accept",                   "302 302 403 403 403 403 403", of("assignment"), "post"),
    Row("assignment_decline",                  "302 200 403 403 403 403 403", of("assignment")),
    Row("assignment_keep",                     SECRE, of("assignment")),
    Row("assignment_move",                     SECRE, of("assignment")),
    Row("assignment_post",                     "302 200 403 403 403 200 403", of("assignment")),
    Row("assignment_extend",                   "302 200 403 403 403 200 403", of("assignment")),
    Row("extension_decide",                    DO_SECRE, of("extension"), "post", lambda world: {"decision": "agree"}),
    Row("assignment_new",                      DO_SECRE),
    Row("assignment_due",                      DO_SECRE, method="post"),
    Row("assignment_remove",                   DO_SECRE, of("assignment"), "post"),
    Row("plans",                               EVERY),
    Row("action_new",                          WRITE),
    Row("action_new",                          WRITE, method="post"),
    Row("action",                              EVERY, of("action")),
    Row("action",                              "302 200 404 404 404 200 404", of("draft_action")),
    Row("action_edit",                         "302 200 403 403 403 200 403", of("action")),
    Row("action_edit",                         "302 200 404 404 404 200 404", of("draft_action")),
    Row("action_publish",                      "302 302 404 404 404 302 404", of("draft_action"), "post"),
    Row("action_status",                       "302 200 403 403 403 200 403", of("action")),
    Row("action_status",                       "302 302 403 403 403 302 403", of("action"), "post", lambda world: {"status": "under_way"}),
    Row("action_delete",                       "302 302 404 404 404 302 404", of("draft_action"), "post"),
    Row("action_recommendations",              "302 200 403 403 403 200 403", of("action")),
    Row("action_recommendations",              "302 302 403 403 403 302 403", of("action"), "post", chosen),
    Row("action_recommendation_remove",        "302 302 403 403 403 302 403", of("action"), "post", chosen),
    Row("frameworks",                          EVERY),
    Row("framework",                           EVERY, of("framework")),
    Row("framework_timeline",                  EVERY, of("framework")),
    Row("needs",                               EVERY),
    Row("framework_new",                       SECRE),
    Row("framework_edit",                      SECRE, of("framework")),
    Row("indicators",                          EVERY),
    Row("indicator",                           EVERY, of("indicator")),
    Row("indicator_new",                       SECRE),
    Row("indicator_edit",                      SECRE, of("indicator")),
    Row("values_file",                         WRITE),
    Row("values_import",                       WRITE),
    Row("indicator_value",                     "302 200 403 403 403 200 403", of("indicator")),
    Row("indicator_value",                     "302 302 403 403 403 302 403", of("indicator"), "post", measured),
    Row("indicator_value_remove",              "302 302 403 403 403 302 403", value, "post"),
    Row("indicator_recommendations",           SECRE, of("indicator")),
    Row("indicator_recommendations",           DO_SECRE, of("indicator"), "post", chosen),
    Row("indicator_recommendation_remove",     DO_SECRE, of("indicator"), "post", chosen),
    Row("imports",                             ADMIN),
    Row("import_new",                          ADMIN),
    Row("import_fetch",                        DO_ADMIN, method="post"),
    Row("import",                              ADMIN, of("batch")),
    Row("import_file",                         ADMIN, of("batch")),
    Row("import_template",                     ADMIN),
    Row("import_rejected",                     DO_ADMIN, of("batch")),  # none was rejected: back with a sentence
    Row("import_columns",                      ADMIN, of("batch")),
    Row("import_columns",                      ADMIN, of("batch"), "post"),
    Row("import_paragraphs",                   ADMIN, of("document")),
    Row("import_paragraphs",                   DO_ADMIN, of("document"), "post"),
    Row("import_apply",                        DO_ADMIN, of("batch"), "post"),
    Row("import_discard",                      DO_ADMIN, of("batch"), "post"),
    Row("import_undo",                         DO_ADMIN, of("batch"), "post"),
    # implementation
    Row("home",                                EVERY),
    Row("updates",                             STATE),
    Row("workbooks",                           "302 200 200 403 403 403 403"),
    Row("workbooks",                           "302 200 200 403 403 403 403", method="post"),
    Row("workbook_download",                   "302 200 404 403 403 403 403", method="post", data=lambda world: {"institution": "health"}),
    Row("workbook",                            "302 200 404 404 404 404 404", of("returned_workbook")),
    Row("workbook",                            "302 200 404 404 404 404 404", of("returned_workbook"), "post"),
    Row("workbook_put_away",                   "302 302 404 404 404 404 404", of("returned_workbook"), "post"),
    Row("update",                              EVERY, of("approved")),
    Row("update",                              "302 200 404 404 404 200 404", of("submitted")),
    Row("update",                              "302 200 404 404 404 200 404", of("draft")),
    Row("update_review",                       "302 403 404 404 404 302 404", of("submitted"), "post", lambda world: {"decision": "approve"}),
    Row("update_clear",                        "302 403 404 404 404 403 404", of("submitted"), "post", lambda world: {"decision": "clear"}),
    Row("update_write",                        "302 200 403 403 403 403 403", of("assignment")),
    Row("evidence",                            EVERY, of("evidence")),
    Row("evidence",                            "302 200 404 404 404 200 404", of("hidden_evidence")),
    Row("rounds",                              STATE),
    Row("round_new",                           SECRE),
    Row("round",                               "302 200 404 404 404 200 200", of("round")),
    Row("round",                               "302 404 404 404 404 200 200", of("prepared_round")),
    Row("round_edit",                          "302 403 404 404 404 200 403", of("round")),
    Row("round_items",                         "302 403 404 404 404 200 200", of("round")),
    Row("round_add",                           "302 403 404 404 404 302 403", of("round"), "post"),
    Row("round_remove",                        "302 403 404 404 404 302 403", of("round"), "post"),
    Row("round_open",                          "302 404 404 404 404 302 403", of("prepared_round"), "post"),
    Row("round_close",                         "302 403 404 404 404 302 403", of("round"), "post"),
    Row("round_remind",                        "302 403 404 404 404 302 403", of("round"), "post", lambda world: {"everybody": "1"}),
    Row("round_submit",                        "302 200 404 404 404 403 403", of("round")),
    Row("round_submit",                        "302 302 404 404 404 403 403", of("round"), "post"),
    Row("round_xlsx",                          "302 403 404 404 404 200 200", of("round")),
    Row("obligations",                         STATE),
    Row("obligation_proposed",                 "302 403 403 403 403 302 302", of("document"), "post"),
    Row("obligation_new",                      SECRE),
    Row("obligation_edit",                     SECRE, of("obligation")),
    Row("obligation_sent",                     DO_SECRE, of("obligation"), "post", lambda world: {"on": ""}),
    Row("reports",                             SECRE),
    Row("report_new",                          SECRE),
    Row("report",                              SECRE, of("report")),
    Row("report_docx",                         SECRE, of("report")),
    Row("report_rebuild",                      DO_SECRE, of("report"), "post"),
    # insight
    Row("insight",                             EVERY),
    Row("insight_status",                      EVERY),
    Row("insight_follow_up",                   STAFF),
    Row("insight_institution",                 "302 200 403 403 403 200 200", institution),
    Row("insight_xlsx",                        EVERY, lambda world: {"key": "mechanisms"}),
    Row("insight_follow_up_xlsx",              STAFF, lambda world: {"key": "due"}),
    Row("insight_institution_xlsx",            "302 200 403 403 403 200 200", lambda world: institution(world) | {"key": "mechanisms"}),
    # consultation
    Row("consultations",                       EVERY),
    Row("consultation",                        EVERY, of("consultation")),
    Row("consultation_new",                    SECRE),
    Row("consultation_edit",                   SECRE, of("consultation")),
    Row("consultation_publish",                DO_SECRE, of("consultation"), "post"),
    Row("consultation_close",                  DO_SECRE, of("consultation"), "post"),
    Row("contributions",                       EVERY),
    Row("contribution",                        EVERY, of("contribution")),
    Row("contribution",                        "302 404 404 404 200 200 404", of("confidential")),
    Row("contribution_edit",                   "302 403 403 403 200 403 403", of("contribution")),
    Row("contribution_edit",                   "302 404 404 404 200 403 404", of("confidential")),
    Row("contribution_new",                    "302 403 403 200 200 403 403", of("recommendation")),
    # administration
    Row("institutions",                        EVERY),
    Row("institution",                         EVERY, institution),
    Row("institution_new",                     ADMIN),
    Row("institution_edit",                    ADMIN, institution),
    Row("institutions_file",                   ADMIN),
    Row("institutions_import",                 ADMIN),
    Row("institutions_import",                 ADMIN, method="post"),
    Row("institution_mandates",                STAFF, institution),
    Row("institution_mandates",                "302 403 403 403 403 302 302", institution, "post"),
    Row("post_new",                            ADMIN, institution),
    Row("post_edit",                           ADMIN, post),
    Row("post_handover",                       "302 200 403 403 403 200 200", post),
    Row("post_handover",                       "302 403 403 403 403 200 200", post, "post"),
    Row("holding_deputy",                      DO_ADMIN, holding, "post"),
    Row("holding_new",                         ADMIN, post),
    Row("holding_end",                         ADMIN, holding),
    Row("people",                              ADMIN),
    Row("person",                              ADMIN, person),
    Row("person_invite",                       ADMIN),
    Row("person_reinvite",                     DO_ADMIN, person, "post"),
    Row("taxonomy",                            STAFF),
    Row("taxonomy_review",                     STAFF),
    Row("taxonomy_file",                       STAFF),
    Row("taxonomy_import",                     ADMIN),
    Row("taxonomy_import",                     ADMIN, method="post"),
    Row("taxonomy_seed",                       DO_ADMIN, method="post"),
    Row("term_new",                            ADMIN),
    Row("term",                                STAFF, term),
    Row("term_edit",                           ADMIN, term),
    Row("term_merge",                          ADMIN, term),
    Row("term_merge",                          DO_ADMIN, term, "post", target),
    Row("term_confirm",                        DO_ADMIN, term, "post"),
    Row("term_name",                           DO_ADMIN, term, "post", target),
    Row("term_name_remove",                    "302 403 403 403 403 403 404", term, "post"),
    Row("term_relate",                         DO_ADMIN, term, "post", target),
    Row("reminder_rules",                      STAFF),
    Row("rule_edit",                           ADMIN, lambda world: {"kind": "assignment"}),
    Row("rule_edit",                           ADMIN, lambda world: {"kind": "assignment"}, "post"),  # nothing filled in: the form again
    Row("holidays",                            STAFF),
    Row("holidays",                            "302 403 403 403 403 200 302", method="post", data=holiday),
    Row("holidays_propose",                    DO_ADMIN, method="post", data=lambda world: {"year": "2027"}),
    Row("holiday_remove",                      DO_ADMIN, lambda world: {"number": world.holiday.pk}, "post"),
    Row("snoozes",                             STAFF),
    Row("outbox",                              STAFF),
    Row("bounces",                             STAFF),
    Row("bounce_clear",                        DO_ADMIN, lambda world: {"number": world.bounce.pk}, "post"),
    Row("message",                             STAFF, of("message")),
    Row("history",                             STAFF),
    Row("job",                                 "302 404 404 404 404 200 200", of("job")),
    Row("job_cancel",                          "302 404 404 404 404 302 302", of("job"), "post"),
    # what waits for oneself
    Row("inbox",                               EVERY),
    Row("preferences",                         EVERY),
    Row("preferences",                         EVERY, method="post"),  # nothing filled in: the form again
    Row("snooze",                              "302 200 404 404 404 404 404", due_thing),
    Row("snooze",                              "302 200 404 404 404 404 404", due_thing, "post"),
    Row("snooze_end",                          "302 302 404 404 404 404 404", of("snooze"), "post"),
    Row("feed_make",                           DO_EVERY, method="post"),
    Row("feed_revoke",                         DO_EVERY, method="post"),
    Row("calendar_feed",                       ANYBODY, lambda world: {"secret": FEED_SECRET}),
    Row("calendar_feed",                       NOBODY, lambda world: {"secret": "guessed"}),
    Row("unsubscribe",                         ANYBODY, unsubscribing),
    Row("unsubscribe",                         ANYBODY, unsubscribing, "post"),
    Row("unsubscribe",                         NOBODY, lambda world: {"token": "reminder.forged:signature"}),
    # the API
    Row("schema",                              API_EVERY),
    Row("api-root",                            API_EVERY),
    Row("api-recommendations-list",            API_EVERY),
    Row("api-recommendations-detail",          API_EVERY, identified("recommendation")),
    Row("api-recommendations-export",          API_EVERY),
    Row("api-themes-list",                     API_EVERY),
    Row("api-themes-detail",                   API_EVERY, theme),
    Row("api-clusters-list",                   API_EVERY),
    Row("api-clusters-list",                   POST_SECRE, method="post"),
    Row("api-clusters-detail",                 API_EVERY, identified("cluster")),
    Row("api-clusters-detail",                 API_SECRE, identified("cluster"), "patch"),
    Row("api-clusters-detail",                 "401 403 403 403 403 409 403", identified("cluster"), "delete"),
    Row("api-clusters-recommendations",        POST_SECRE, identified("cluster"), "post"),
    Row("api-suggestions-list",                API_SECRE),
    Row("api-suggestions-detail",              API_SECRE, identified("suggestion")),
    Row("api-suggestions-accept",              API_SECRE, identified("suggestion"), "post"),
    Row("api-suggestions-reject",              API_SECRE, identified("suggestion"), "post"),
    Row("api-institutions-list",               API_EVERY),
    Row("api-institutions-detail",             API_EVERY, lambda world: {"id": world.people.ministry_of_health.slug}),
    Row("api-assignments-list",                API_EVERY),
    Row("api-assignments-list",                POST_SECRE, method="post"),
    Row("api-assignments-detail",              API_EVERY, identified("assignment")),
    Row("api-assignments-detail",              API_SECRE, identified("assignment"), "patch"),
    Row("api-assignments-detail",              "401 403 403 403 403 409 403", identified("assignment"), "delete"),
    Row("api-assignments-accept",              "401 200 403 403 403 403 403", identified("assignment"), "post"),
    Row("api-assignments-decline",             "401 400 400 403 403 403 403", identified("assignment"), "post"),
    Row("api-assignments-extend",              "401 400 400 403 403 400 403", identified("assignment"), "post"),
    Row("api-actions-list",                    API_EVERY),
    Row("api-actions-detail",                  API_EVERY, identified("action")),
    Row("api-actions-detail",                  "401 200 404 404 404 200 404", identified("draft_action")),
    Row("api-indicators-list",                 API_EVERY),
    Row("api-indicators-detail",               API_EVERY, identified("indicator")),
    Row("api-updates-list",                    API_EVERY),
    Row("api-updates-list",                    "401 400 400 403 403 403 403", method="post"),
    Row("api-updates-detail",                  API_EVERY, identified("approved")),
    Row("api-updates-detail",                  "401 200 404 404 404 200 404", identified("submitted")),
    Row("api-updates-detail",                  "401 400 404 403 403 403 403", identified("draft"), "patch"),
    Row("api-updates-submit",                  "401 200 404 403 403 403 403", identified("draft"), "post"),
    Row("api-updates-approve",                 "401 403 403 403 403 200 403", identified("submitted"), "post"),
    Row("api-updates-send-back",               "401 403 403 403 403 400 403", identified("submitted"), "post"),
    Row("api-obligations-list",                "401 200 200 403 403 200 200"),
    Row("api-obligations-list",                POST_SECRE, method="post"),
    Row("api-obligations-detail",              "401 200 200 403 403 200 200", identified("obligation")),
    Row("api-obligations-detail",              API_SECRE, identified("obligation"), "patch"),
    Row("api-obligations-sent",                POST_SECRE, identified("obligation"), "post"),
    Row("api-reports-list",                    API_SECRE),
    Row("api-reports-list",                    POST_SECRE, method="post"),
    Row("api-reports-detail",                  API_SECRE, identified("report")),
    Row("api-reports-rebuild",                 API_SECRE, identified("report"), "post"),
    Row("api-consultations-list",              API_EVERY),
    Row("api-consultations-detail",            API_EVERY, identified("consultation")),
    Row("api-contributions-list",              API_EVERY),
    Row("api-contributions-list",              "401 403 403 400 400 403 403", method="post"),
    Row("api-contributions-detail",            API_EVERY, identified("contribution")),
    Row("api-contributions-detail",            "401 404 404 404 200 200 404", identified("confidential")),
    Row("api-contributions-detail",            "401 403 403 403 200 403 403", identified("contribution"), "patch"),
    Row("api-contributions-replies",           POST_SECRE, identified("contribution"), "post"),
]
# fmt: on
