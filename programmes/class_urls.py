"""The addresses of classes and of what stands on the case about training."""

from django.urls import URLPattern, URLResolver, path

from programmes.web.classes.case_forms import (
    DecideReportedPage,
    EnrolPage,
    GrantExemptionPage,
    LeaveClassPage,
    MoveClassPage,
    RegisterResultPage,
    SettleEntryPage,
    VoidResultPage,
)
from programmes.web.classes.lists import ClassesPage
from programmes.web.classes.making import AdvisePage, ChangeClassPage, GiveTeacherPage, MakeClassPage, TimetablePage
from programmes.web.classes.months import MonthsPage
from programmes.web.classes.person_attendance import RecordForPersonPage
from programmes.web.classes.school_class import ClassPage
from programmes.web.classes.session import CancelSessionPage, SessionPage
from programmes.web.classes.training_forms import EarlierTrainingPage, TrainingRightPage

urlpatterns: list[URLPattern | URLResolver] = [
    path("klasser/", ClassesPage.as_view(), name="classes"),
    path("klasser/ny/", MakeClassPage.as_view(), name="make-class"),
    path("klasser/maneder/", MonthsPage.as_view(), name="months"),
    path("klasser/<uuid:pk>/", ClassPage.as_view(), name="class"),
    path("klasser/<uuid:pk>/endre/", ChangeClassPage.as_view(), name="change-class"),
    path("klasser/<uuid:pk>/timeplan/", TimetablePage.as_view(), name="class-timetable"),
    path("klasser/<uuid:pk>/laerer/", GiveTeacherPage.as_view(), name="give-teacher"),
    path("klasser/<uuid:pk>/norskprove/", AdvisePage.as_view(), name="advise-entries"),
    path("klasser/okt/<uuid:pk>/", SessionPage.as_view(), name="session"),
    path("klasser/okt/<uuid:pk>/avlys/", CancelSessionPage.as_view(), name="cancel-session"),
    path("klasseplass/<uuid:pk>/avslutt/", LeaveClassPage.as_view(), name="leave-class"),
    path("klasseplass/<uuid:pk>/flytt/", MoveClassPage.as_view(), name="move-class"),
    path("proveresultat/<uuid:pk>/ta-tilbake/", VoidResultPage.as_view(), name="void-result"),
    path("deltakere/<uuid:pk>/norsk/klasse/", EnrolPage.as_view(), name="enrol-in-class"),
    path("deltakere/<uuid:pk>/norsk/proveresultat/", RegisterResultPage.as_view(), name="register-result"),
    path("deltakere/<uuid:pk>/norsk/norskprove/", SettleEntryPage.as_view(), name="settle-entry"),
    path("deltakere/<uuid:pk>/norsk/fritak/", GrantExemptionPage.as_view(), name="grant-exemption"),
    path("deltakere/<uuid:pk>/norsk/opplaering/", TrainingRightPage.as_view(), name="training-right"),
    path("deltakere/<uuid:pk>/norsk/tidligere-opplaering/", EarlierTrainingPage.as_view(), name="earlier-training"),
    path("deltakere/<uuid:pk>/norsk/oppmote/", RecordForPersonPage.as_view(), name="record-for-person"),
    path("deltakere/<uuid:pk>/norsk/meldt-fravaer/", DecideReportedPage.as_view(), name="decide-reported"),
]
