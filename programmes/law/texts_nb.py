"""Norwegian bokmål: the words of the computation as a participant reads them."""

from typing import Final

from programmes.law.enums import AbsenceKind, CountingWindow, DeadlineKind, Fault, Goal, NoticeCode, StepCode
from programmes.law.texts import Catalogue

BOKMAAL: Final = Catalogue(
    wordings={
        StepCode.DURATION: "Programmet varer i {months} fra {first_day}.",
        StepCode.EXTENSION: "Programmet er forlenget med {months}, til {total} i alt.",
        StepCode.EXTENSION_TAKEN_BACK: (
            "Forlengelsen på {months} er tatt tilbake fra {day}. Det som ikke var brukt av den, regnes ikke med."
        ),
        StepCode.BY_DECISION: "Fravær og permisjon flytter ikke sluttdatoen av seg selv. Sluttdatoen følger av vedtak.",
        StepCode.DECIDED_LAST_DAY: "Sluttdatoen er fastsatt i vedtak.",
        StepCode.COUNTED: "{kind}: {days} regnes med.",
        StepCode.NOT_COUNTED: "{kind}: {days} kommer ikke i tillegg.",
        StepCode.WITHIN_THRESHOLD: (
            "Til sammen regnes {days} med. Det er ikke over {threshold} {window}, så sluttdatoen flyttes ikke."
        ),
        StepCode.ADDED: "Til sammen regnes {days} med. Det er over {threshold} {window}, og {added} legges til.",
        StepCode.LEAVE_IN_ADDED_TIME: "{days} til faller i tiden som er lagt til, og blir også lagt til.",
        Fault.UNREADABLE: "Feltet {field} mangler eller kan ikke leses.",
        Fault.LAST_BEFORE_FIRST: "Siste dag, {last_day}, er før første dag, {first_day}.",
        Fault.FIRST_BEFORE_OFFER: "Første dag, {first_day}, er før tilbudet om oppstart, {offer_date}.",
        Fault.MONTHS_BELOW_ONE: "Varigheten må være minst {limit}.",
        Fault.EXTENSION_BELOW_ZERO: "Forlengelsen kan ikke være under null måneder.",
        Fault.HOURS_ON_SEVERAL_DAYS: "Timer føres på én dag, ikke fra {first_day} til {last_day}.",
        Fault.BEYOND_CALENDAR: "Sluttdatoen ligger utenfor kalenderen.",
        Fault.NO_RULE_SET: "Systemet har ikke regler for et tilbud om oppstart {offer_date}.",
        Fault.GOAL_NOT_ALLOWED: "Sluttmålet «{goal}» kan ikke velges med denne utdanningen.",
        Fault.BELOW_MINIMUM: "Varigheten er {months}. Det korteste for dette målet er {limit}.",
        Fault.ABOVE_MAXIMUM: "Varigheten er {months}. Det lengste for dette målet er {limit}.",
        Fault.NO_EXTENSION: "Et program med dette målet kan ikke forlenges.",
        Fault.EXTENSION_ABOVE_MAXIMUM: "Forlengelsen er {months}. Den lengste for dette målet er {limit}.",
        Fault.OVERLAP: "«{first_kind}» og «{second_kind}» dekker begge {day}.",
        NoticeCode.CHECK_RULE_SET: (
            "Tilbudet er datert {offer_date}, og forskriften gjelder tilbud «etter 1. januar». "
            "Kontroller at regelsettet {rule_set} er riktig."
        ),
        NoticeCode.LEAVE_RUNS_PAST_END: (
            "«{kind}» fortsetter etter sluttdatoen. Bare {days} regnes med før den, så sluttdatoen flyttes ikke. "
            "Vurder saken."
        ),
        DeadlineKind.START_OF_PROGRAMME: ("Vedtak og oppstart senest {months} etter bosetting eller krav, {from_day}."),
        DeadlineKind.DECISION_WINDOW: (
            "Vedtaket må treffes før deltageren har bodd {months} i en kommune, regnet fra {from_day}."
        ),
        DeadlineKind.INTEGRATION_PLAN: "Integreringsplanen lages samtidig med vedtaket {from_day}.",
        DeadlineKind.INTEGRATION_CONTRACT: "Integreringskontrakten inngås samtidig med planen {from_day}.",
        DeadlineKind.TRAINING_OFFERED: (
            "Opplæring i norsk og samfunnskunnskap tilbys senest {months} etter {from_day}."
        ),
        DeadlineKind.NORWEGIAN_TRAINING: (
            "Opplæringen i norsk varer høyst {months} fra {from_day}, og godkjent permisjon kommer i tillegg."
        ),
        DeadlineKind.SOCIAL_STUDIES: (
            "Samfunnskunnskap og prøve er fullført innen {months} fra {from_day}. Godkjent permisjon kommer i tillegg."
        ),
        DeadlineKind.WORK_ORIENTED_HOURS: (
            "Fra nå skal programmet ha arbeidsrettet innhold i snitt {hours} timer i uken: {months} siden {from_day}."
        ),
        DeadlineKind.PARENTAL_LEAVE_FOLLOW_UP: (
            "Oppfølging og norskopplæring tilbys fra og med fjerde måned av permisjonen fra {from_day}."
        ),
        DeadlineKind.SELF_CERTIFICATION_REVIEW: (
            "Tapet av rett til egenmelding {from_day} vurderes på nytt innen {months}."
        ),
        DeadlineKind.PROGRAMME_END: "Siste dag i programmet.",
        DeadlineKind.REPORT_TO_NIR: "Opplysningene fra {from_day} føres i NIR innen {months}.",
        DeadlineKind.RESIDENCE_PERMIT: "Siste dag i oppholdstillatelsen.",
        DeadlineKind.COLLECTIVE_PERMIT_LIMIT: (
            "Midlertidig kollektiv beskyttelse varer høyst {months} fra {from_day}."
        ),
        DeadlineKind.APPEAL: "Klagefristen er tre uker fra vedtaket kom frem {from_day}.",
        DeadlineKind.PRELIMINARY_REPLY: ("Foreløpig svar gis innen {months} fra {from_day} når saken ikke er avgjort."),
    },
    names={
        AbsenceKind.SICK_SELF_CERTIFIED: "Sykdom med egenmelding",
        AbsenceKind.SICK_DOCTOR: "Sykdom med legeerklæring",
        AbsenceKind.SICK_CHILD: "Sykt barn eller syk barnepasser",
        AbsenceKind.AUTHORISED: "Fravær med tillatelse",
        AbsenceKind.UNAUTHORISED: "Ugyldig fravær",
        AbsenceKind.PREGNANCY_CHECK: "Svangerskapskontroll",
        AbsenceKind.PREGNANCY: "Fri i svangerskapet",
        AbsenceKind.BIRTH_MOTHER: "Fri for mor etter fødsel",
        AbsenceKind.BIRTH_FATHER: "Fri for far ved fødsel",
        AbsenceKind.BREASTFEEDING: "Fri til amming",
        AbsenceKind.RELIGIOUS: "Religiøse høytidsdager",
        AbsenceKind.HOLIDAY: "Ferie",
        AbsenceKind.WELFARE: "Velferdspermisjon",
        AbsenceKind.PEACE_WORK: "Permisjon for fredsarbeid",
        AbsenceKind.LONG_SICKNESS: "Permisjon ved langvarig sykdom",
        AbsenceKind.PARENTAL: "Omsorgspermisjon",
        AbsenceKind.ADOPTION: "Adopsjonspermisjon",
        AbsenceKind.STOP: "Midlertidig stans",
        Goal.WORK: "arbeid",
        Goal.TERTIARY_PREPARATION: "forberede til utdanning over videregående",
        Goal.VOCATIONAL_REQUALIFICATION: "yrkesfaglig rekvalifisering",
        Goal.PART_UPPER_SECONDARY: "deler av videregående opplæring",
        Goal.FULL_UPPER_SECONDARY: "fullført videregående opplæring",
        Goal.VOCATIONAL_TRAINING: "fag- og yrkesopplæring",
        Goal.HIGHER_VOCATIONAL: "høyere yrkesfaglig utdanning",
        Goal.OTHER: "annet",
        CountingWindow.PROGRAMME: "i programmet",
        CountingWindow.CALENDAR_YEAR: "i samme kalenderår",
    },
    month_names=(
        "januar",
        "februar",
        "mars",
        "april",
        "mai",
        "juni",
        "juli",
        "august",
        "september",
        "oktober",
        "november",
        "desember",
    ),
    day_unit=("virkedag", "virkedager"),
    month_unit=("måned", "måneder"),
    date_pattern="{day}. {month} {year}",
)
