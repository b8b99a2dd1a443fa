"""The pages of plans, of what they stand on, and of proposals."""

from django.urls import URLPattern, path

from programmes.web.plan.basis import GuidancePage, MappingPage, SignPage, TemplatePage
from programmes.web.plan.page import PlanChecksPage, PlanPage
from programmes.web.plan.printing import PlanPdfPage, PlanPrintPage
from programmes.web.plan.proposals import ProposalPage, ProposalsPage, ProposeElementPage
from programmes.web.plan.versions import PlanVersionsPage

urlpatterns: list[URLPattern] = [
    path("program/<uuid:pk>/plan/", PlanPage.as_view(), name="plan"),
    path("program/<uuid:pk>/plan/kontroll/", PlanChecksPage.as_view(), name="plan-checks"),
    path("program/<uuid:pk>/plan/versjoner/", PlanVersionsPage.as_view(), name="plan-versions"),
    path("program/<uuid:pk>/plan/utskrift/", PlanPrintPage.as_view(), name="plan-print"),
    path("program/<uuid:pk>/plan/plan.pdf", PlanPdfPage.as_view(), name="plan-pdf"),
    path("program/<uuid:pk>/plan/signatur/", SignPage.as_view(), name="plan-sign"),
    path("program/<uuid:pk>/plan/mal/", TemplatePage.as_view(), name="plan-template"),
    path("deltakere/<uuid:pk>/kartlegging/registrer/", MappingPage.as_view(), name="skills-mapping"),
    path("deltakere/<uuid:pk>/karriereveiledning/registrer/", GuidancePage.as_view(), name="career-guidance"),
    path("deltakere/<uuid:pk>/forslag/element/", ProposeElementPage.as_view(), name="propose-element"),
    path("forslag/", ProposalsPage.as_view(), name="proposals"),
    path("forslag/<uuid:pk>/", ProposalPage.as_view(), name="proposal"),
]
