from django.db import models
from django.utils.translation import gettext_lazy as _


class InstitutionKind(models.TextChoices):
    MINISTRY = "ministry", _("Ministry")
    PARLIAMENT = "parliament", _("Parliament")
    JUDICIARY = "judiciary", _("Judiciary")
    STATISTICS_OFFICE = "statistics_office", _("Statistics office")
    LOCAL_GOVERNMENT = "local_government", _("Local or regional government")
    AGENCY = "agency", _("Agency")
    NHRI = "nhri", _("National human rights institution")
    CSO = "cso", _("Civil-society organisation")
    UN_BODY = "un_body", _("United Nations body")

    @classmethod
    def of_the_state(cls) -> frozenset[str]:
        """Kinds that implement and report; the others are independent of the State."""
        return frozenset(cls.values) - {cls.NHRI, cls.CSO, cls.UN_BODY}

    @classmethod
    def independent(cls) -> frozenset[str]:
        """Kinds that comment and contribute."""
        return frozenset({cls.NHRI, cls.CSO})
