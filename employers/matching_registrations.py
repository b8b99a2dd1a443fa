"""What matching and qualification tracks register when the project starts."""

from django.utils.translation import gettext_lazy as _

from employers.matching_history import register_matching_events
from employers.matching_merging import TRACKS, merge_matching
from employers.models import Suggestion, TrackMembership
from participants.hooks import on_merge
from participants.splits import SplitPart, register_split_part
from participants.transfers import register_transfer_part

on_merge(merge_matching)
register_split_part(SplitPart("suggestions", _("Vurderinger av plasser"), 62, Suggestion, str))
register_split_part(SplitPart("tracks", _("Kvalifiseringsløp"), 64, TrackMembership, lambda row: str(row.joined_on)))
register_transfer_part(TRACKS)
register_matching_events()
