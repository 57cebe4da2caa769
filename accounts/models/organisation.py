"""Companies and public bodies."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """What the organisation is to the case."""

    OWN = "own", _("The company itself")
    AFFILIATE = "affiliate", _("Affiliate")
    WHEELING = "wheeling", _("Transmission and distribution company")
    HOLDING = "holding", _("Holding company")
    CONTRACTOR = "contractor", _("Contractor")
    RETAILER = "retailer", _("Electricity retailer")
    REGULATOR = "regulator", _("Regulator")


class Organisation(models.Model):
    """An organisation with its names."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200, unique=True)
    name_en = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=12, choices=OrganisationKind.choices, default=OrganisationKind.OWN)

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the reader's language."""
        return self.name_en if self.name_en and (get_language() or "").startswith("en") else self.name
