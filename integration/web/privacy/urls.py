"""The addresses of people's rights."""

from django.urls import URLPattern, path

from integration.web.privacy.retention import LiftRestrictionPage, RetentionPage
from integration.web.privacy.subject_access import SubjectAccessPage, SubjectCopyPage

urlpatterns: list[URLPattern] = [
    path("innsyn/<uuid:pk>/", SubjectAccessPage.as_view(), name="subject-access"),
    path("innsynskopier/<uuid:pk>/<slug:kind>/", SubjectCopyPage.as_view(), name="subject-copy"),
    path("arkivering/", RetentionPage.as_view(), name="retention"),
    path("arkivering/<uuid:pk>/", LiftRestrictionPage.as_view(), name="retention-lift"),
]
