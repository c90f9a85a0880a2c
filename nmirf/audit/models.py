import pghistory

from nmirf.accounts.models import User


class UserEvent(
    pghistory.create_event_model(  # type: ignore[misc]
        User,
        pghistory.InsertEvent(),
        pghistory.UpdateEvent(),
        pghistory.DeleteEvent(),
        exclude=["password", "last_login"],
        append_only=True,
        meta={"app_label": "audit"},
    )
):
    """History of accounts. Declared here because accounts lie below audit; never holds a password's hash."""
