"""English: the words of letters."""

from typing import Final

from programmes.law.procedure import DecisionType
from programmes.law.texts_en import ENGLISH as ENGLISH_LAW
from programmes.letters.words import LetterWords

ENGLISH: Final = LetterWords(
    code="en",
    law=ENGLISH_LAW,
    types={
        DecisionType.AWARD_PROGRAMME: "introduction programme",
        DecisionType.AWARD_BENEFIT: "introduction benefit",
        DecisionType.AWARD_NORWEGIAN_TRAINING: "training in Norwegian and social studies",
        DecisionType.EXEMPTION_TRAINING: "exemption from training",
        DecisionType.EXEMPTION_TEST: "exemption from the final test",
        DecisionType.PLAN_CREATED: "integration plan",
        DecisionType.PLAN_MATERIAL_CHANGE: "material change of the integration plan",
        DecisionType.STOP_TEMPORARY: "temporary stop of the introduction programme",
        DecisionType.STOP_PERMANENT: "permanent stop of the introduction programme",
        DecisionType.ABSENCE: "absence from the introduction programme",
        DecisionType.LEAVE: "leave from the introduction programme",
        DecisionType.EXTENSION: "extension of the introduction programme",
        DecisionType.BENEFIT_DEDUCTION: "deduction from the introduction benefit",
        DecisionType.REPAYMENT: "repayment of introduction benefit",
        DecisionType.REFUND_FROM_NATIONAL_INSURANCE: "refund from national insurance benefits",
        DecisionType.SELF_CERT_RIGHT_WITHDRAWN: "loss of the right to self-certification",
        DecisionType.LONG_SICKNESS_NO_BENEFIT: "long-term sickness without introduction benefit",
    },
    facts={
        "goal": "Final goal",
        "offer_date": "Offer of start",
        "first_day": "First day",
        "deduction_nok": "Deduction (NOK)",
        "payment_nok": "The payment it is taken from (NOK)",
        "absence_kind": "Absence",
        "absence_first_day": "Absence from and including",
        "absence_last_day": "Absence to and including",
        "leave_kind": "Leave",
        "leave_first_day": "Leave from and including",
        "leave_last_day": "Leave to and including",
        "months": "Duration",
        "extension_months": "Extension",
        "taken_back_months": "The extension concerned",
        "standing_last_day": "Last day of the programme now",
        "foretold_last_day": "Last day if it is taken back",
        "earlier_last_day": "Last day before this decision",
        "last_day": "Last day of the programme",
        "self_cert_from": "The right is withdrawn from and including",
        "self_cert_restored_on": "The right is given back from and including",
        "self_cert_review_by": "The right will be reviewed no later than",
        "expected_last_day": "The stop lasts for the time being through",
        "requested_on": "Application received",
        "notice_given_on": "Advance notice sent",
        "end_reason": "Reason for the end",
        "refusal_reason": "Reason for the refusal",
    },
    names={
        "goal_reached": "the goal is reached",
        "duration_expired": "the time has run out",
        "interrupted": "interrupted by the participant",
        "stopped_permanently": "stopped by the municipality",
        "moved": "moved to another municipality",
        "emigrated": "moved from Norway",
        "permit_lost": "the residence permit has lapsed",
        "permit": "the residence permit gives no right",
        "citizenship": "citizen of a Nordic or EEA country",
        "age": "the age",
        "time_in_municipality": "has lived in a municipality for too long",
        "no_agreement": "not settled by agreement",
        "in_work": "in work, or has an offer of work",
        "interrupted_or_rejected": "has interrupted or rejected participation before",
        "right_is_used": "has had all of it, or the time has run out",
        "other": "another reason",
    },
    texts={
        "page": "Page",
        "to": "To",
        "born": "Born",
        "date": "Date",
        "reference": "Our reference",
        "decision_reference": "decision {number}",
        "organisation": "Organisation number {number}",
        "title": "Decision: {what}",
        "refusal_title": "Refusal of application: {what}",
        "taken_back_title": "Decision to take back: {what}",
        "taken_back_notice_title": "Advance notice of taking back: {what}",
        "notice_title": "Advance notice of a decision: {what}",
        "certificate_title": "Certificate of participation",
        "decided": "Decision",
        "granted": "The municipality has made a decision: {what}.",
        "refused": "The municipality has refused the application: {what}.",
        "taken_back": "The municipality has taken back decision {number} of {day}: {what}.",
        "steps": "How the date is computed",
        "reasons": "Reasons",
        "answer": "What you have said about the case: {answer}",
        "rules": "Rules",
        "rules_text": (
            "The decision rests on {paragraphs}. It is an individual decision under the Integration Act "
            "(integreringsloven) § 46."
        ),
        "appeal": "You may appeal",
        "notice_text": (
            "The municipality considers making a decision: {what}. Before it is made, you may say what you think."
        ),
        "taken_back_notice_text": (
            "The municipality considers taking back decision {number} of {day}: {what} (Public Administration Act, "
            "forvaltningsloven, § 35). Before it is decided, you may say what you think. Until then it stands."
        ),
        "notice_means": "What it means for you",
        "taken_back_means": (
            "This is how it will be if the decision is made on {day}. You keep the time that you have used by then."
        ),
        "notice_answer": "Answer the municipality by {due_on}. You may write, or talk to your programme adviser.",
        "notice_why": "Why we consider this",
        "leave_granted": "The application is granted. The conditions are met ({paragraph}).",
        "leave_hours": "The leave is for {hours} hours of the day.",
        "leave_revoked": "The leave no longer applies.",
        "self_cert_restored": "You have the right to self-certification again.",
        "self_cert_upheld": "You still do not have the right to self-certification.",
        "greeting": "Yours sincerely",
        "certified": "has taken part in the introduction programme under the Norwegian Integration Act.",
        "certified_period": "The programme",
    },
    step_labels=("Last day", "What was counted", "Section"),
    appeal=(
        (
            "You may appeal within three weeks after this letter reached you (Public Administration Act, "
            "forvaltningsloven, § 29). If the time ends on a Saturday, Sunday or public holiday, the next working day "
            "counts."
        ),
        (
            "Send the appeal to the municipality. Say what you want changed, and why if you will. "
            "The municipality may change the decision. If it does not, it sends the appeal to the County Governor "
            "(Statsforvalteren), who decides it (Integration Act § 47)."
        ),
        (
            "You have the right to see the documents of the case (Public Administration Act § 18) and to guidance. "
            "You may ask that the decision is not carried out before the appeal is decided (§ 42). If it is changed "
            "in your favour, essential costs that were necessary may be covered (§ 36)."
        ),
    ),
    number_signs=(",", "."),
)
