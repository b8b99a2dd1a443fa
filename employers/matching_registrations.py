"""What matching and qualification tracks register when the project starts."""

from django.utils.translation import gettext_lazy as _

from agencies.access import Action, Resource
from employers.matching_history import register_matching_events
from employers.matching_merging import TRACKS, merge_matching
from employers.models import Suggestion, TrackMembership
from participants.hooks import on_merge
from participants.panels import Act, register_act
from participants.splits import SplitPart, register_split_part
from participants.transfers import register_transfer_part

on_merge(merge_matching)
register_split_part(SplitPart("suggestions", _("Vurderinger av plasser"), 62, Suggestion, str))
register_split_part(SplitPart("tracks", _("Kvalifiseringsløp"), 64, TrackMembership, lambda row: str(row.joined_on)))
register_transfer_part(TRACKS)
register_matching_events()
register_act(
    Act(
        label=_("Finn plasser som passer"),
        url_name="employers:fitting-places",
        resource=Resource.SUGGESTION,
        action=Action.CREATE,
        order=36,
    )
)
register_act(
    Act(
        label=_("Kvalifiseringsløp"),
        url_name="employers:join-track",
        resource=Resource.TRACK_MEMBERSHIP,
        action=Action.CREATE,
        order=37,
    )
)
