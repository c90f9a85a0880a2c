from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.utils.translation import gettext_lazy as _


class Word(models.Model):
    """A word of the register's texts, small letters, accents off: what a mistyped one is compared with. Made anew after imports."""

    word = models.CharField(_("word"), max_length=40, primary_key=True)
    count = models.PositiveIntegerField(_("texts with it"))

    class Meta:
        verbose_name = _("word")
        verbose_name_plural = _("words")
        indexes = [GinIndex(OpClass("word", name="gin_trgm_ops"), name="word_alike")]

    def __str__(self) -> str:
        return self.word


class WordList(models.Model):
    """When the words were last read from the texts."""

    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("list of words")
        verbose_name_plural = _("lists of words")

    def __str__(self) -> str:
        return str(self.made_at)
