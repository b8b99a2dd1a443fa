"""What taking over running programmes registers when the project starts."""

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup
from participants.duties import DutyKind, register_duty
from participants.history import Facts, register_event
from participants.hooks import on_merge
from participants.panels import CasePanel, PanelSpot, register_panel
from programmes.operations.caseload import checking as _checking  # noqa: F401 - registers its background step
from programmes.operations.caseload.committing import TAKEOVER_END
from programmes.operations.caseload.comparing import merge_takeovers
from programmes.web.caseload.comparing import compare_url, takeover_mark

register_duty(
    DutyKind(
        code=TAKEOVER_END,
        label=_("Bekreft sluttdatoen på den overtatte saken"),
        thresholds=(14, 0),
        action_label=_("Sammenlign"),
        action_url=compare_url,
        action=Action.DECIDE,
    )
)
register_panel(
    CasePanel(
        code="takeover",
        title=_("Overtatt sak"),
        spot=PanelSpot.HEAD,
        order=15,
        template="programmes/caseload/mark.html",
        fields=FieldGroup.PROGRAMME,
        context=takeover_mark,
    )
)
on_merge(merge_takeovers)


def _taken_over(facts: Facts) -> str:
    return _now("Programmet ble overtatt fra %(source)s.") % {"source": facts["source"]}


def _confirmed(facts: Facts) -> str:
    day = parse_date(facts["last_day"])
    text = _now("Sluttdatoen ble bekreftet: den vedtatte holdes, %(day)s.")
    if not facts["kept"]:
        text = _now("Sluttdatoen ble bekreftet: den beregnede gjelder, %(day)s.")
    return text % {"day": f"{day:%d.%m.%Y}"}


register_event("programme_taken_over", _taken_over)
register_event("takeover_confirmed", _confirmed)
