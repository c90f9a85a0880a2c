"""The API's addresses: each app's collections under /api/v1/, and what describes them."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView
from rest_framework.routers import DefaultRouter

from consultations.api import Consultations, Contributions
from ministries.api import Institutions
from recommendations.api.plans import Actions, Indicators
from recommendations.api.suggestions import Suggestions
from recommendations.api.views import Assignments, Clusters, Recommendations, Themes
from reporting.api.views import Obligations, Reports, Updates

router = DefaultRouter()
router.include_format_suffixes = False
for noun, collection in {
    "recommendations": Recommendations,
    "themes": Themes,
    "clusters": Clusters,
    "suggestions": Suggestions,
    "institutions": Institutions,
    "assignments": Assignments,
    "actions": Actions,
    "indicators": Indicators,
    "updates": Updates,
    "obligations": Obligations,
    "reports": Reports,
    "consultations": Consultations,
    "contributions": Contributions,
}.items():
    router.register(noun, collection, basename=f"api-{noun}")

urlpatterns = [
    path("v1/", include(router.urls)),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
