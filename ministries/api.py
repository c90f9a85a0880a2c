from typing import Any

import django_filters as filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from ministries.enums import InstitutionKind
from ministries.models import Institution
from ministries.queries import institutions
from nmirf.common.api import Collection


class InstitutionSerializer(serializers.ModelSerializer):
    id = serializers.SlugField(source="slug", read_only=True)

    class Meta:
        model = Institution
        fields = read_only_fields = ["id", "name", "short_name", "kind", "mandate", "is_active"]


class InstitutionFilter(filters.FilterSet):
    kind = filters.ChoiceFilter(label=_("Kind"), choices=InstitutionKind.choices)
    q = filters.CharFilter(label=_("Search"))

    class Meta:
        model = Institution
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Institution]) -> QuerySet[Institution]:
        return institutions(kind=self.form.cleaned_data["kind"], q=self.form.cleaned_data["q"])


class Institutions(Collection):
    """Ministries and the others of the State, the NHRI, civil society."""

    serializer_class = InstitutionSerializer
    filterset_class = InstitutionFilter
    lookup_field = "slug"
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def get_queryset(self) -> QuerySet[Any]:
        return institutions()
