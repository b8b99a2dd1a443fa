"""The pages of messages, hand-over and proposals between municipality and NAV."""

from django.urls import URLPattern, path

from programmes.web.shared_case.handover import HandoverPage
from programmes.web.shared_case.messages import MessagesPage, SendMessagePage
from programmes.web.shared_case.proposing import ChooseProposalPage, ProposePage

urlpatterns: list[URLPattern] = [
    path("meldinger/", MessagesPage.as_view(), name="messages"),
    path("deltakere/<uuid:pk>/melding/ny/", SendMessagePage.as_view(), name="send-message"),
    path("deltakere/<uuid:pk>/overlevering/nav/", HandoverPage.as_view(), name="handover"),
    path("deltakere/<uuid:pk>/forslag/nytt/", ChooseProposalPage.as_view(), name="choose-proposal"),
    path("deltakere/<uuid:pk>/forslag/<slug:kind>/", ProposePage.as_view(), name="propose"),
]
