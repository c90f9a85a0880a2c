"""States and the steps between them, as data."""

from recommendations.enums import AssignmentResponse

# What an institution said to being assigned; handing in an update accepts. A declined one waits for the secretariat: it keeps it
# where it is (confirmed, for good) or gives it to another institution.
RESPONSES = {
    AssignmentResponse.WAITING: {AssignmentResponse.ACCEPTED, AssignmentResponse.DECLINED},
    AssignmentResponse.ACCEPTED: {AssignmentResponse.DECLINED},
    AssignmentResponse.DECLINED: {AssignmentResponse.ACCEPTED, AssignmentResponse.CONFIRMED},
    AssignmentResponse.CONFIRMED: set(),
}


def allows(before: str, after: str) -> bool:
    return after in RESPONSES[AssignmentResponse(before)]
