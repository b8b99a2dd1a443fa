"""The addresses of staff administration."""

from django.urls import URLPattern, path

from agencies.web.staffing.entering import AcceptInvitationPage
from agencies.web.staffing.mappings import EndMapping, MappingsPage, NewMappingPage
from agencies.web.staffing.members import (
    ChangeRolePage,
    ColleaguePage,
    DeactivatePage,
    EndRole,
    GiveRolePage,
    InviteAgain,
    InvitePage,
    ResetLogIn,
    StaffPage,
)
from agencies.web.staffing.reviews import ConfirmAccess, ReviewPage

urlpatterns: list[URLPattern] = [
    path("ansatte/", StaffPage.as_view(), name="staff"),
    path("ansatte/inviter/", InvitePage.as_view(), name="invite"),
    path("ansatte/gjennomgang/", ReviewPage.as_view(), name="access-review"),
    path("ansatte/gjennomgang/<uuid:pk>/<uuid:membership>/", ConfirmAccess.as_view(), name="confirm-access"),
    path("ansatte/roller-fra-innlogging/", MappingsPage.as_view(), name="mappings"),
    path("ansatte/roller-fra-innlogging/ny/", NewMappingPage.as_view(), name="new-mapping"),
    path("ansatte/roller-fra-innlogging/<uuid:pk>/avslutt/", EndMapping.as_view(), name="end-mapping"),
    path("ansatte/<uuid:pk>/", ColleaguePage.as_view(), name="colleague"),
    path("ansatte/<uuid:pk>/rolle/", GiveRolePage.as_view(), name="give-role"),
    path("ansatte/<uuid:pk>/slutter/", DeactivatePage.as_view(), name="deactivate"),
    path("ansatte/<uuid:pk>/ny-lenke/", InviteAgain.as_view(), name="invite-again"),
    path("ansatte/<uuid:pk>/nullstill/", ResetLogIn.as_view(), name="reset-log-in"),
    path("ansatte/roller/<uuid:pk>/", ChangeRolePage.as_view(), name="change-role"),
    path("ansatte/roller/<uuid:pk>/avslutt/", EndRole.as_view(), name="end-role"),
    path("invitasjon/<str:token>/", AcceptInvitationPage.as_view(), name="accept-invitation"),
]
