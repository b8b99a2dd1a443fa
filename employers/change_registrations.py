"""What of this floor's tables the change history of a case tells."""

from agencies.access import FieldGroup
from employers import subject_registrations  # noqa: F401 - what is copied is told
from employers.models import FollowUp, Placement, Suggestion, TrackMembership
from participants.change_tables import tell_changes

tell_changes(Placement, rest=FieldGroup.WORK, called="employer")
tell_changes(FollowUp, rest=FieldGroup.WORK)
tell_changes(Suggestion, rest=FieldGroup.WORK, never="points reasons", called="place_title")
tell_changes(TrackMembership, rest=FieldGroup.WORK, called="cohort")
