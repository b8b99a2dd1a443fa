"""How the events of classes, results and exemptions are said in the history of a case."""

from django.utils.translation import gettext as _

from participants.history import Facts, register_event
from programmes.models.classes import CourseKind, ExemptionFrom, Outcome, Skill, TestSubject


def register_class_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("class_joined", lambda facts: _("Fikk plass i klassen %(school_class)s.") % facts)
    register_event("class_waiting", lambda facts: _("Satt på venteliste for klassen %(school_class)s.") % facts)
    register_event("class_left", lambda facts: _("Plassen i klassen %(school_class)s tok slutt.") % facts)
    register_event("test_result", _result)
    register_event("test_result_voided", lambda facts: _("Tatt tilbake: %(result)s") % {"result": _result(facts)})
    register_event("exemption_granted", lambda facts: _("Fritak fra %(what)s.") % {"what": _exempt(facts)})
    register_event(
        "exemption_voided", lambda facts: _("Fritaket fra %(what)s ble tatt tilbake.") % {"what": _exempt(facts)}
    )
    register_event("training_offered", _offered)
    register_event("earlier_training", _earlier)
    register_event("attendance_corrected", lambda facts: _("Oppmøte i %(school_class)s ble rettet.") % facts)
    register_event("reported_absence_decided", _decided)
    register_event("test_entry", _entered)


def _result(facts: Facts) -> str:
    outcome = Outcome(facts["outcome"]).label
    if facts["subject"] == TestSubject.SOCIAL_STUDIES:
        return _("Samfunnskunnskapsprøven: %(outcome)s.") % {"outcome": outcome}
    return _("Norskprøven, %(skill)s: %(outcome)s.") % {"skill": Skill(facts["skill"]).label, "outcome": outcome}


def _exempt(facts: Facts) -> str:
    return str(ExemptionFrom(facts["exempt_from"]).label)


def _offered(facts: Facts) -> str:
    return _("Opplæring i norsk er tilbudt. Retten varer til %(last_day)s.") % facts


def _earlier(facts: Facts) -> str:
    return _("Tidligere opplæring i %(kind)s, %(place)s.") % {
        "kind": CourseKind(facts["course_kind"]).label,
        "place": facts["place"],
    }


def _decided(facts: Facts) -> str:
    if facts["outcome"] == "unauthorised":
        return _("Fravær som skolen meldte, er registrert som ugyldig.")
    return _("Fravær som skolen meldte, er vurdert som gyldig.")


def _entered(facts: Facts) -> str:
    return _("Meldt opp til norskprøve.") if facts["is_entered"] == "yes" else _("Ikke meldt opp til norskprøve.")
