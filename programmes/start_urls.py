"""The pages about the start of a case."""

from django.urls import URLPattern, path

from programmes.web.start import pages

urlpatterns: list[URLPattern] = [
    path("deltakere/<uuid:pk>/oppstart/vurder/", pages.AssessPage.as_view(), name="assess-right"),
    path("deltakere/<uuid:pk>/oppstart/krav/", pages.RegisterClaimPage.as_view(), name="register-claim"),
    path("krav/<uuid:pk>/trekk/", pages.WithdrawClaimPage.as_view(), name="withdraw-claim"),
    path("deltakere/<uuid:pk>/oppstart/tilbud/", pages.MakeOfferPage.as_view(), name="make-offer"),
    path("tilbud/<uuid:pk>/svar/", pages.AnswerOfferPage.as_view(), name="answer-offer"),
    path("tilbud/<uuid:pk>/trekk/", pages.WithdrawOfferPage.as_view(), name="withdraw-offer"),
    path("deltakere/<uuid:pk>/oppstart/arbeid/", pages.RegisterEarlyJobPage.as_view(), name="register-early-job"),
    path("arbeid-for-oppstart/<uuid:pk>/falt-bort/", pages.EndEarlyJobPage.as_view(), name="end-early-job"),
]
