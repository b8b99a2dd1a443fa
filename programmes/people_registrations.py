"""What programmes show of the household: the basis of the introduction benefit."""

from django.utils.translation import gettext_lazy as _

from agencies.access import FieldGroup
from participants.panels import CasePanel, PanelSpot, register_panel
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
