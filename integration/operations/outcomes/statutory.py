"""Which deadlines the law itself sets for the municipality (law.md 1.4 and 3.4): those that «deadlines held» counts.

Left out are the municipality's own measures (following up notes and jobs, reviews of a plan), what others must do (the
participant's appeal), the ends of rights and programmes, and reports to NIR, which have a page of completeness.
"""

from django.db.models import Q

from programmes.law.procedure import NOTICE_PARAGRAPH
from programmes.operations.classes.training import SOCIAL_STUDIES
from programmes.operations.decision_duties import APPEAL_CASE, DECISION_DRAFT
from programmes.operations.duties import PLAN, PROGRAMME_START
from programmes.operations.following import PARENTAL_FOLLOW_UP, SELF_CERTIFICATION_REVIEW

STATUTORY_KINDS = (
    PROGRAMME_START,  # Act § 12(2): decision and start within three months
    PLAN,  # Act § 15(1): at the same time as the decision
    SOCIAL_STUDIES,  # Act §§ 33, 37(2): within a year
    PARENTAL_FOLLOW_UP,  # Regulations § 16(2): from the fourth month
    SELF_CERTIFICATION_REVIEW,  # Regulations § 9(3): within six months
    DECISION_DRAFT,  # Public Administration Act § 11 a: decided or answered within a month
    APPEAL_CASE,  # Public Administration Act §§ 11 a, 33: an appeal is treated within a month
)


def is_statutory() -> Q:
    """The condition on deadlines. A draft that waits for an answer to a notice has the participant's deadline."""
    return Q(kind__in=STATUTORY_KINDS) & ~Q(kind=DECISION_DRAFT, paragraph=NOTICE_PARAGRAPH)
