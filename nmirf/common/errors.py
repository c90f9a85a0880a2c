class Refused(Exception):
    """An operation that can't be done now, for a reason the person can understand and often mend.

    The text is a translated sentence that says what to do. Pages show it as a message, the API answers 409 with it,
    commands print it and exit with 2.
    """
