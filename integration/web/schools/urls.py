"""The pages of school systems."""

from django.urls import URLPattern, path

from integration.web.schools import attendance, edit, overview, pupils, readers, runs, source

urlpatterns: list[URLPattern] = [
    path("", overview.SchoolSystemsPage.as_view(), name="school-systems"),
    path("nytt/", edit.AddSourcePage.as_view(), name="school-source-add"),
    path("elever/", pupils.PupilsPage.as_view(), name="school-pupils"),
    path("elever/<uuid:pk>/koble/", pupils.LinkPage.as_view(), name="school-pupil-link"),
    path("elever/<uuid:pk>/ingen/", pupils.DismissPage.as_view(), name="school-pupil-dismiss"),
    path("oppmote/", attendance.BatchesPage.as_view(), name="attendance-batches"),
    path("oppmote/<uuid:pk>/", attendance.BatchPage.as_view(), name="attendance-batch"),
    path("oppmote/<uuid:pk>/framdrift/", attendance.ProgressPage.as_view(), name="attendance-progress"),
    path("oppmote/<uuid:pk>/igjen/", attendance.RetryPage.as_view(), name="attendance-retry"),
    path("oppmote/rad/<uuid:pk>/", attendance.FaultPage.as_view(), name="attendance-fault"),
    path("oppmote/rad/<uuid:pk>/bort/", attendance.DismissPage.as_view(), name="attendance-dismiss"),
    path("lesere/", readers.ReadersPage.as_view(), name="roster-clients"),
    path("lesere/<uuid:pk>/stopp/", readers.StopPage.as_view(), name="roster-client-stop"),
    path("kjoring/<uuid:pk>/", runs.RunPage.as_view(), name="school-run"),
    path("kjoring/<uuid:pk>/bekreft/", runs.ConfirmPage.as_view(), name="school-run-confirm"),
    path("kjoring/<uuid:pk>/forkast/", runs.DiscardPage.as_view(), name="school-run-discard"),
    path("<uuid:pk>/", source.SourcePage.as_view(), name="school-source"),
    path("<uuid:pk>/endre/", edit.ChangeSourcePage.as_view(), name="school-source-change"),
    path("<uuid:pk>/les/", source.RunNowPage.as_view(), name="school-source-run"),
    path("<uuid:pk>/framdrift/", source.ProgressPage.as_view(), name="school-source-progress"),
]
