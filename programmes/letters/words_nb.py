"""Norwegian bokmål: the words of letters."""

from typing import Final

from programmes.law.procedure import DecisionType
from programmes.law.texts_nb import BOKMAAL
from programmes.letters.words import LetterWords

NORWEGIAN: Final = LetterWords(
    code="nb",
    law=BOKMAAL,
    types={
        DecisionType.AWARD_PROGRAMME: "introduksjonsprogram",
        DecisionType.AWARD_BENEFIT: "introduksjonsstønad",
        DecisionType.AWARD_NORWEGIAN_TRAINING: "opplæring i norsk og samfunnskunnskap",
        DecisionType.EXEMPTION_TRAINING: "fritak fra opplæring",
        DecisionType.EXEMPTION_TEST: "fritak fra avsluttende prøve",
        DecisionType.PLAN_CREATED: "integreringsplan",
        DecisionType.PLAN_MATERIAL_CHANGE: "vesentlig endring av integreringsplanen",
        DecisionType.STOP_TEMPORARY: "midlertidig stans av introduksjonsprogrammet",
        DecisionType.STOP_PERMANENT: "varig stans av introduksjonsprogrammet",
        DecisionType.ABSENCE: "fravær fra introduksjonsprogrammet",
        DecisionType.LEAVE: "permisjon fra introduksjonsprogrammet",
        DecisionType.EXTENSION: "forlengelse av introduksjonsprogrammet",
        DecisionType.BENEFIT_DEDUCTION: "trekk i introduksjonsstønaden",
        DecisionType.REPAYMENT: "tilbakebetaling av introduksjonsstønad",
        DecisionType.REFUND_FROM_NATIONAL_INSURANCE: "refusjon i trygdeytelser",
        DecisionType.SELF_CERT_RIGHT_WITHDRAWN: "tap av rett til å bruke egenmelding",
        DecisionType.LONG_SICKNESS_NO_BENEFIT: "langvarig sykdom uten introduksjonsstønad",
    },
    facts={
        "goal": "Sluttmål",
        "offer_date": "Tilbud om oppstart",
        "first_day": "Første dag",
        "deduction_nok": "Trekk (kroner)",
        "payment_nok": "Utbetalingen det trekkes i (kroner)",
        "absence_kind": "Fravær",
        "absence_first_day": "Fravær fra og med",
        "absence_last_day": "Fravær til og med",
        "leave_kind": "Permisjon",
        "leave_first_day": "Permisjon fra og med",
        "leave_last_day": "Permisjon til og med",
        "months": "Varighet",
        "extension_months": "Forlengelse",
        "taken_back_months": "Forlengelsen det gjelder",
        "standing_last_day": "Siste dag i programmet nå",
        "foretold_last_day": "Siste dag hvis den tas tilbake",
        "earlier_last_day": "Siste dag før vedtaket",
        "last_day": "Siste dag i programmet",
        "self_cert_from": "Retten er tatt bort fra og med",
        "self_cert_restored_on": "Retten er gitt tilbake fra og med",
        "self_cert_review_by": "Retten vurderes på nytt senest",
        "expected_last_day": "Stansen varer foreløpig til og med",
        "requested_on": "Søknad mottatt",
        "notice_given_on": "Forhåndsvarsel sendt",
        "end_reason": "Sluttårsak",
        "refusal_reason": "Grunn til avslaget",
    },
    names={
        "goal_reached": "målet er nådd",
        "duration_expired": "tiden er ute",
        "interrupted": "avbrutt av deltakeren",
        "stopped_permanently": "stanset av kommunen",
        "moved": "flyttet til en annen kommune",
        "emigrated": "flyttet fra Norge",
        "permit_lost": "oppholdstillatelsen er falt bort",
        "permit": "oppholdstillatelsen gir ikke rett",
        "citizenship": "nordisk borger eller EØS-borger",
        "age": "alderen",
        "time_in_municipality": "bodd i en kommune for lenge",
        "no_agreement": "ikke bosatt etter avtale",
        "in_work": "i arbeid eller har tilbud om arbeid",
        "interrupted_or_rejected": "har avbrutt eller avvist deltakelse før",
        "right_is_used": "har hatt det hele, eller fristen er ute",
        "other": "annen grunn",
    },
    texts={
        "page": "Side",
        "to": "Til",
        "born": "Født",
        "date": "Dato",
        "reference": "Vår referanse",
        "decision_reference": "vedtak {number}",
        "organisation": "Org.nr. {number}",
        "title": "Vedtak om {what}",
        "refusal_title": "Avslag på søknad om {what}",
        "taken_back_title": "Vedtak om å ta tilbake {what}",
        "taken_back_notice_title": "Forhåndsvarsel om å ta tilbake {what}",
        "notice_title": "Forhåndsvarsel om vedtak om {what}",
        "certificate_title": "Deltakerbevis",
        "decided": "Vedtak",
        "granted": "Kommunen har truffet vedtak om {what}.",
        "refused": "Kommunen har avslått søknaden om {what}.",
        "taken_back": "Kommunen har tatt tilbake vedtak {number} av {day} om {what}.",
        "steps": "Slik er datoen regnet ut",
        "reasons": "Begrunnelse",
        "answer": "Dette har du sagt om saken: {answer}",
        "rules": "Regler",
        "rules_text": "Vedtaket bygger på {paragraphs}. Det er et enkeltvedtak etter integreringsloven § 46.",
        "appeal": "Du kan klage",
        "notice_text": "Kommunen vurderer å treffe vedtak om {what}. Før det avgjøres, kan du si hva du mener.",
        "taken_back_notice_text": (
            "Kommunen vurderer å ta tilbake vedtak {number} av {day} om {what} (forvaltningsloven § 35). Før det "
            "avgjøres, kan du si hva du mener. Til da gjelder vedtaket som før."
        ),
        "notice_means": "Hva det betyr for deg",
        "taken_back_means": "Slik blir det hvis vedtaket fattes {day}. Den tiden du har brukt da, beholder du.",
        "notice_answer": "Svar kommunen innen {due_on}. Du kan skrive, eller snakke med programrådgiveren din.",
        "notice_why": "Hvorfor vi vurderer dette",
        "leave_granted": "Søknaden er innvilget. Vilkårene er oppfylt ({paragraph}).",
        "leave_hours": "Permisjonen gjelder {hours} timer av dagen.",
        "leave_revoked": "Permisjonen gjelder ikke lenger.",
        "self_cert_restored": "Du har igjen rett til å bruke egenmelding.",
        "self_cert_upheld": "Du har fortsatt ikke rett til å bruke egenmelding.",
        "greeting": "Med vennlig hilsen",
        "certified": "har deltatt i introduksjonsprogram etter integreringsloven.",
        "certified_period": "Programmet",
    },
    step_labels=("Siste dag", "Hva som er regnet", "Paragraf"),
    appeal=(
        (
            "Du kan klage på vedtaket innen tre uker fra du fikk brevet (forvaltningsloven § 29). Er siste dag en "
            "lørdag, søndag eller helligdag, gjelder den neste virkedagen."
        ),
        (
            "Send klagen til kommunen. Skriv hva du klager på, hva du ønsker endret, og gjerne hvorfor. Kommunen kan "
            "endre vedtaket. Gjør den ikke det, sender den klagen til Statsforvalteren, som avgjør den "
            "(integreringsloven § 47)."
        ),
        (
            "Du har rett til å se dokumentene i saken (forvaltningsloven § 18) og til veiledning. Du kan be om at "
            "vedtaket ikke settes i verk før klagen er avgjort (§ 42). Blir vedtaket endret til fordel for deg, kan "
            "du få dekket vesentlige kostnader som var nødvendige (§ 36)."
        ),
    ),
    number_signs=("\u00a0", ","),
)
