"""What programmes show of the household: the basis of the introduction benefit."""

from django.utils.translation import gettext_lazy as _

from agencies.access import FieldGroup
from participants.panels import CasePanel, PanelSpot, register_panel
from participants.splits import SplitPart, register_split_part
from programmes.models import Participation
from programmes.web.benefit_panel import benefit_panel

register_panel(
    CasePanel(
        code="benefit",
        title=_("Grunnlag for introduksjonsstønad"),
        spot=PanelSpot.OVERVIEW,
        order=45,
        template="programmes/benefit/panel.html",
        fields=FieldGroup.FAMILY,
        context=benefit_panel,
    )
)
register_split_part(SplitPart("programmes", _("Program"), 50, Participation, str))
