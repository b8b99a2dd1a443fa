"""The API's promises; the classes behind them are in ``agencies/api``."""

from typing import Any

from config.settings.environment import env

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "agencies.api.authentication.MachineAuthentication",
        "agencies.api.authentication.TokenAuthentication",
        "agencies.api.authentication.SessionActorAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["agencies.api.parsers.BoundedJsonParser"],
    "DEFAULT_RENDERER_CLASSES": ["agencies.api.renderers.OrjsonRenderer"],
    "DEFAULT_PAGINATION_CLASS": "agencies.api.pagination.CursorPagination",
    "DEFAULT_SCHEMA_CLASS": "agencies.api.schema.ApiSchema",
    "DEFAULT_METADATA_CLASS": None,
    "EXCEPTION_HANDLER": "agencies.api.problems.problem_handler",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    # The caller's address is the proxy's word only where there is a proxy.
    "NUM_PROXIES": 1 if env.bool("BEHIND_PROXY", default=False) else 0,
}

# Calls and seconds: for each machine, for each user in each agency, and for each address of those not logged in.
API_RATES: dict[str, tuple[int, int]] = {
    "client": (env.int("API_CLIENT_CALLS_PER_MINUTE", default=3000), 60),
    "user": (env.int("API_CALLS_PER_MINUTE", default=1200), 60),
    "anonymous": (env.int("API_ANONYMOUS_CALLS_PER_MINUTE", default=120), 60),
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Fotfeste",
    "DESCRIPTION": "Case management for Norway's introduction programme. See docs/api.md for the promises.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": True,
    "ENUM_NAME_OVERRIDES": {
        "AgencyKind": "agencies.models.AgencyKind",
        "Role": "agencies.models.Role",
        "LetterLanguage": "programmes.models.decision.LetterLanguage",
        "JobState": "agencies.models.JobState",
        "FlagState": "participants.models.FlagState",
        "IdentityKind": "participants.models.IdentityKind",
        "AssignmentKind": "participants.models.AssignmentKind",
        "PersonEducation": "participants.models.Education",
        "Protection": "programmes.models.Protection",
        "EducationLevel": "programmes.models.EducationLevel",
        "Goal": "programmes.models.Goal",
        "NorwegianLevel": "programmes.models.NorwegianLevel",
        "PlanElementKind": "programmes.models.ElementKind",
        "PlanStrategy": "programmes.models.Strategy",
        "ProposalState": "programmes.models.ProposalState",
        "ParticipationState": "programmes.api.faces.STATE_CHOICES",
        "DecisionState": "programmes.api.decision_faces.DECISION_STATES",
        "DecisionAct": "programmes.api.decision_faces.DECISION_ACTS",
        "ClockProtection": "programmes.api.clock.PROTECTIONS",
        "ClockEducation": "programmes.api.clock.EDUCATIONS",
        "ClockGoal": "programmes.api.clock.GOALS",
        "AbsenceKind": "programmes.api.clock.ABSENCE_KINDS",
        "MeasureKind": "programmes.models.MeasureKind",
        "MeasureVersionKind": "programmes.models.VersionKind",
        "MeasureEndReason": "programmes.models.MeasureEndReason",
        "ProgrammeEndReason": "programmes.models.EndReason",
        "JobEndReason": "employers.models.JobEndReason",
        "RegistrableAbsenceKind": "programmes.api.absences.REGISTRABLE",
        "CountyOutcome": "programmes.models.CountyOutcome",
        "TargetOutcome": "programmes.models.TargetOutcome",
        "OfferAnswer": "programmes.models.OfferAnswer",
        "AttendanceCategory": "programmes.models.classes.Category",
        "SaidByTeacher": "programmes.api.classes.attendance.SAID",
        "TestOutcome": "programmes.models.classes.Outcome",
        "ExemptionBasis": "programmes.models.classes.ExemptionBasis",
        "ResidenceBasis": "participants.models.ResidenceBasis",
        "LeavingReason": "programmes.models.classes.LeavingReason",
        "CourseKind": "programmes.models.classes.words.CourseKind",
        "AppointmentKind": "programmes.models.followup.AppointmentKind",
        "JournalEntryKind": "programmes.models.followup.EntryKind",
        "MeasureResult": "programmes.models.MeasureResult",
        "TrackStepKind": "employers.models.track.StepKind",
        "TrackResult": "employers.models.track.TrackResult",
        "DropOutReason": "employers.models.track.DropOutReason",
        "SchoolSourceKind": "integration.models.source.SourceKind",
        "HandoverAnswer": "programmes.models.shared_case.HandoverAnswer",
        "MainActivity": "programmes.models.MainActivity",
        "FamilyEndReason": "participants.models.household.EndReason",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "agencies.api.schema.faces_differ",
    ],
}
