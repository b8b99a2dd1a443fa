"""How the events of placements are said in the history of a case."""

from django.utils.translation import gettext as _

from employers.models import EmploymentForm, Standing
from participants.history import Facts, register_event


def register_events() -> None:
    """Register the sentences; called when the project starts."""
    register_event("placement_logged", _logged)
    register_event("placement_ended", lambda facts: _("Arbeidsforholdet hos %(employer)s tok slutt.") % facts)
    register_event("work_followed_up", _followed_up)
    register_event(
        "employer_trouble_seen", lambda facts: _("Sett over etter endring hos arbeidsgiveren: %(note)s") % facts
    )


def _followed_up(facts: Facts) -> str:
    values = {"months": facts["months"], "standing": Standing(facts["standing"]).label}
    return _("Oppfølging etter %(months)s måneder: %(standing)s.") % values


def _logged(facts: Facts) -> str:
    return _("Jobb hos %(employer)s, %(percent)s prosent, %(form)s.") % {
        "employer": facts["employer"],
        "percent": facts["percent"].removesuffix(".00").replace(".", ","),
        "form": EmploymentForm(facts["form"]).label,
    }
