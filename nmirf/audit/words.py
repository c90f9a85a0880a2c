"""What the history calls each operation: apps register the words for theirs in AppConfig.ready()."""

from collections.abc import Mapping

from django.utils.functional import Promise

_words: dict[str, str | Promise] = {}


def register(words: Mapping[str, str | Promise]) -> None:
    """`{"ministries.appoint": _("Gave a post to a person")}`, in the past tense."""
    _words.update(words)


def words_for(operation: str) -> str:
    """An operation nobody has described is called by its own name, made readable."""
    return str(_words.get(operation) or operation.rpartition(".")[2].replace("_", " ").capitalize())
