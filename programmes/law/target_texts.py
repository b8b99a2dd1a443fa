"""Wordings of the target group in both languages."""

from dataclasses import replace
from typing import Final

from programmes.law.target_words import PermitBasis, TargetCode, TargetOutcome
from programmes.law.texts import Catalogue
from programmes.law.texts_en import ENGLISH
from programmes.law.texts_nb import BOKMAAL

TARGET_NB: Final[Catalogue] = replace(
    BOKMAAL,
    wordings={
        TargetCode.PERMIT_MISSING: "Ingen oppholdstillatelse er registrert.",
        TargetCode.PERMIT_GIVES_RIGHT: "Tillatelsen ({basis}) gir rett til program.",
        TargetCode.FAMILY_OF_OTHERS: (
            "Tillatelsen er som familie til en person uten slik tillatelse. Kommunen kan gi tilbud."
        ),
        TargetCode.EEA_CITIZEN: "Statsborgere i Norden og EØS er ikke i målgruppen.",
        TargetCode.OTHER_CITIZEN: "Statsborgerskapet stenger ikke.",
        TargetCode.REJECTED: "Personen avviste eller avbrøt programmet {day}. Kommunens plikter gjelder da ikke.",
        TargetCode.RESIDENCE_MISSING: "Det er ikke registrert når personen først ble bosatt i en kommune.",
        TargetCode.WITHIN_WINDOW: "Bosatt i en kommune siden {since}. Vedtaket må fattes senest {last_day}.",
        TargetCode.AFTER_WINDOW: "Bosatt i en kommune siden {since}. Fristen på to år gikk ut {last_day}.",
        TargetCode.WORKS_FULL_TIME: (
            "Har arbeid eller tilbud om arbeid på {hours} timer i uken. Fra {limit} timer er en ikke i målgruppen."
        ),
        TargetCode.WORK_ENDED: (
            "Arbeidet eller tilbudet falt bort {day}, innen fristen på to år. Rett og plikt gjelder igjen."
        ),
        TargetCode.PERMIT_DAY_MISSING: "Datoen tillatelsen ble gitt, mangler. Alderen måles den dagen.",
        TargetCode.TOO_YOUNG: "Var {age} år da tillatelsen ble gitt {day}. Nedre grense er {limit} år.",
        TargetCode.AGE_FITS: "Var {age} år da tillatelsen ble gitt {day}, innenfor {lowest}–{highest} år.",
        TargetCode.TOO_OLD: (
            "Var {age} år da tillatelsen ble gitt {day}, over {limit} år. Kommunen kan gi tilbud, og målet er arbeid."
        ),
        TargetCode.AGREEMENT_MISSING: "Det er ikke sagt om personen er bosatt etter avtale med IMDi.",
        TargetCode.AGREEMENT_NOT_NEEDED: "Avtale om bosetting kreves ikke for denne tillatelsen.",
        TargetCode.SETTLED_BY_AGREEMENT: "Bosatt etter avtale med integreringsmyndighetene.",
        TargetCode.WITHOUT_AGREEMENT: "Bosatt uten avtale. Kommunen kan gi tilbud.",
        TargetCode.RIGHT_WITHOUT_DUTY: (
            "Tilbudet er fra før 2026 og tillatelsen er kollektiv beskyttelse: rett, men ikke plikt."
        ),
    },
    names={
        **BOKMAAL.names,
        TargetOutcome.RIGHT_AND_DUTY: "Rett og plikt",
        TargetOutcome.RIGHT: "Rett, ikke plikt",
        TargetOutcome.MAY_BE_OFFERED: "Kommunen kan gi tilbud",
        TargetOutcome.EXCLUDED: "Ikke i målgruppen",
        TargetOutcome.OUTSIDE: "Ikke rett eller plikt",
        TargetOutcome.UNKNOWN: "Kan ikke avgjøres ennå",
        PermitBasis.REFUGEE: "flyktning",
        PermitBasis.RESETTLEMENT: "overføringsflyktning",
        PermitBasis.HUMANITARIAN: "humanitært grunnlag",
        PermitBasis.LIMITED_FAMILY: "begrenset tillatelse for barnefamilie",
        PermitBasis.COLLECTIVE: "kollektiv beskyttelse",
        PermitBasis.FAMILY: "familieinnvandring",
        PermitBasis.INDEPENDENT: "selvstendig tillatelse",
        PermitBasis.FAMILY_OF_OTHERS: "familie til andre",
    },
)

TARGET_EN: Final[Catalogue] = replace(
    ENGLISH,
    wordings={
        TargetCode.PERMIT_MISSING: "No residence permit is registered.",
        TargetCode.PERMIT_GIVES_RIGHT: "The permit ({basis}) gives the right to a programme.",
        TargetCode.FAMILY_OF_OTHERS: (
            "The permit is as family of somebody without such a permit. The municipality may offer a programme."
        ),
        TargetCode.EEA_CITIZEN: "Citizens of the Nordic countries and the EEA are not in the target group.",
        TargetCode.OTHER_CITIZEN: "The citizenship does not exclude.",
        TargetCode.REJECTED: (
            "The person rejected or interrupted the programme on {day}. The duties of the municipality do not apply."
        ),
        TargetCode.RESIDENCE_MISSING: "It is not registered when the person first settled in a municipality.",
        TargetCode.WITHIN_WINDOW: ("Settled in a municipality since {since}. The decision must be made by {last_day}."),
        TargetCode.AFTER_WINDOW: "Settled in a municipality since {since}. The two years were out on {last_day}.",
        TargetCode.WORKS_FULL_TIME: (
            "Has work, or an offer of work, of {hours} hours a week. From {limit} hours a person is not in the target"
            " group."
        ),
        TargetCode.WORK_ENDED: (
            "The work or the offer fell away on {day}, within the two years. Right and duty apply again."
        ),
        TargetCode.PERMIT_DAY_MISSING: "The day the permit was granted is missing. Age is measured on that day.",
        TargetCode.TOO_YOUNG: "Was {age} when the permit was granted on {day}. The lowest age is {limit}.",
        TargetCode.AGE_FITS: "Was {age} when the permit was granted on {day}, within {lowest}–{highest}.",
        TargetCode.TOO_OLD: (
            "Was {age} when the permit was granted on {day}, over {limit}. The municipality may offer a programme"
            " towards work."
        ),
        TargetCode.AGREEMENT_MISSING: "It is not said whether the person is settled by agreement with IMDi.",
        TargetCode.AGREEMENT_NOT_NEEDED: "No agreement on settlement is needed for this permit.",
        TargetCode.SETTLED_BY_AGREEMENT: "Settled by agreement with the integration authorities.",
        TargetCode.WITHOUT_AGREEMENT: "Settled without agreement. The municipality may offer a programme.",
        TargetCode.RIGHT_WITHOUT_DUTY: (
            "The offer is from before 2026 and the permit is collective protection: a right, not a duty."
        ),
    },
    names={
        **ENGLISH.names,
        TargetOutcome.RIGHT_AND_DUTY: "Right and duty",
        TargetOutcome.RIGHT: "Right, not duty",
        TargetOutcome.MAY_BE_OFFERED: "The municipality may offer a programme",
        TargetOutcome.EXCLUDED: "Not in the target group",
        TargetOutcome.OUTSIDE: "Neither right nor duty",
        TargetOutcome.UNKNOWN: "Cannot be settled yet",
        PermitBasis.REFUGEE: "refugee",
        PermitBasis.RESETTLEMENT: "resettlement refugee",
        PermitBasis.HUMANITARIAN: "humanitarian grounds",
        PermitBasis.LIMITED_FAMILY: "limited permit for a family with children",
        PermitBasis.COLLECTIVE: "collective protection",
        PermitBasis.FAMILY: "family immigration",
        PermitBasis.INDEPENDENT: "independent permit",
        PermitBasis.FAMILY_OF_OTHERS: "family of others",
    },
)
