"""What of this floor's tables goes into a person's copy."""

from employers.models import FollowUp, Placement, Suggestion, TrackMembership
from participants.subject_access import TECHNICAL_REASON, copy_table

copy_table(
    Placement,
    "employer occupation form percent first_day last_day hours_per_week how_found family_tie end_reason logged_by"
    " logged_for created_at",
)
copy_table(
    FollowUp,
    "placement_months participation_months due_on closed_on answered_on standing hours_per_week is_permanent next_step"
    " answered_by answered_for created_at",
)
copy_table(
    Suggestion,
    "place_title place_employer verdict not_relevant_reason note points reasons decided_on decided_by decided_for"
    " created_at",
    {"place": TECHNICAL_REASON},
)
copy_table(
    TrackMembership,
    "cohort step joined_on step_since dropped_on drop_reason finished_on result registered_by registered_for"
    " created_at",
)
