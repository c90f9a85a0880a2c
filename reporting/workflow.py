"""The states of an update and the ways between them, as data."""

from reporting.enums import UpdateState

# state -> states it may go to
UPDATE_TRANSITIONS: dict[str, frozenset[str]] = {
    UpdateState.DRAFT: frozenset({UpdateState.CLEARANCE, UpdateState.SUBMITTED}),
    UpdateState.RETURNED: frozenset({UpdateState.CLEARANCE, UpdateState.SUBMITTED}),
    UpdateState.CLEARANCE: frozenset({UpdateState.DRAFT, UpdateState.SUBMITTED}),
    UpdateState.SUBMITTED: frozenset({UpdateState.APPROVED, UpdateState.RETURNED}),
    UpdateState.APPROVED: frozenset(),
}
EDITABLE: frozenset[str] = frozenset({UpdateState.DRAFT, UpdateState.RETURNED})


def allows(before: str, after: str) -> bool:
    return after in UPDATE_TRANSITIONS[before]
