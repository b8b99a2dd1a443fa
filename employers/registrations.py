"""What this floor registers when the project starts."""

from django.utils.translation import gettext_lazy as _

from agencies.access import Action, FieldGroup, Resource
from employers import (  # noqa: F401 - register what they hand up
    change_registrations,
    list_registrations,
    matching_registrations,
    subject_registrations,
    work_registrations,
)
from employers.history import register_events
from employers.models import Placement
from employers.operations.jobs_before_start import jobs_for_the_law
from employers.operations.merging import merge_placements
from employers.operations.transfer_part import PLACEMENTS
from employers.web.panels import find_employers, jobs_today, work_panel, work_timeline
from participants.hooks import on_merge
from participants.panels import (
    Act,
    CasePanel,
    Column,
    PanelSpot,
    Place,
    SearchSource,
    register_act,
    register_column,
    register_panel,
    register_place,
    register_search,
    register_timeline,
)
from participants.splits import SplitPart, register_split_part
from participants.transfers import register_transfer_part
from programmes.start_facts import register_job_source

on_merge(merge_placements)
register_split_part(SplitPart("placements", _("Arbeidsforhold"), 60, Placement, str))
register_transfer_part(PLACEMENTS)
register_job_source(jobs_for_the_law)
register_place(Place(label=_("Arbeidsgivere"), url_name="employers:list", resource=Resource.EMPLOYER, order=40))
register_panel(
    CasePanel(
        code="arbeid",
        title=_("Arbeid og NAV"),
        spot=PanelSpot.TAB,
        order=40,
        template="employers/panels/work.html",
        fields=FieldGroup.WORK,
        context=work_panel,
    )
)
register_timeline(work_timeline)
register_act(
    Act(
        label=_("Jobb"),
        url_name="employers:log-placement",
        resource=Resource.PLACEMENT,
        action=Action.CREATE,
        order=30,
    )
)
register_column(
    Column(
        code="work",
        title=_("Jobb nå"),
        order=60,
        fields=FieldGroup.WORK,
        values=jobs_today,
        template="employers/panels/jobs_now.html",
    )
)
register_search(SearchSource(title=_("Arbeidsgivere"), order=30, find=find_employers))
register_events()
