"""What the integration of school systems hands up to the frame."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.access import Resource
from integration.operations.schools import merging  # noqa: F401 - moves rows when two registrations are one person
from integration.web.schools.overview import failing_panel, sources_that_fail
from participants.history import register_event
from participants.panels import (
    Place,
    WorkCounter,
    WorkPanel,
    register_place,
    register_work_counter,
    register_work_panel,
)

register_place(Place(_("Skolesystemer"), "integration:school-systems", Resource.SCHOOL_SOURCE, 70))
register_work_counter(
    WorkCounter(
        label=_("Skolesystemer som svikter"),
        url_name="integration:school-systems",
        order=70,
        count=sources_that_fail,
        tone="danger",
    )
)
register_work_panel(WorkPanel(order=5, template="integration/schools/failing.html", context=failing_panel))

register_event("school_linked", lambda facts: gettext("Koblet til eleven i %(school)s.") % {"school": facts["school"]})
