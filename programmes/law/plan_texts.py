"""The rules on plans in words: bokmål and English, on top of the catalogues of the clock."""

from dataclasses import replace
from typing import Final

from programmes.law.plan_words import ElementGroup, ElementKind, PlanFindingCode, Skill
from programmes.law.texts import Catalogue
from programmes.law.texts_en import ENGLISH
from programmes.law.texts_nb import BOKMAAL

_C = PlanFindingCode

PLAN_NB: Final[Catalogue] = replace(
    BOKMAAL,
    wordings={
        **BOKMAAL.wordings,
        _C.MAPPING_MISSING: "Kompetansekartleggingen er ikke registrert. Registrer den, eller skriv hvorfor ikke.",
        _C.GUIDANCE_MISSING: "Karriereveiledning er ikke registrert.",
        _C.LONG_TERM_GOAL_MISSING: "Skriv deltakerens langsiktige mål.",
        _C.NORWEGIAN_GOAL_MISSING: "Velg norskmål for {skill}.",
        _C.SCHOOLING_MISSING: "Velg skolegangen som norskmålet følger.",
        _C.BELOW_GUIDING_MINIMUM: (
            "Norskmålet for {skill} er {level}, ett nivå under det veiledende minimum {minimum}. Det skal begrunnes."
        ),
        _C.LOWERED_TOO_FAR: (
            "Norskmålet for {skill} er {level}, mer enn ett nivå under det veiledende minimum {minimum}. "
            "Målet kan bare senkes ett nivå om gangen."
        ),
        _C.STRATEGY_MISSING: "Velg strategi for planen.",
        _C.SCOPE_MISSING: "Skriv omfanget av norskopplæringen i timer.",
        _C.ELEMENT_MISSING: "Planen mangler {group}.",
        _C.REASON_MISSING: "Skriv hvorfor «{element}» er valgt, og hvordan det hjelper mot arbeid og norskmålet.",
        _C.PARTICIPATION_MISSING: "Skriv hvordan deltakeren har vært med på å lage planen.",
        _C.APPEAL_INFORMATION_MISSING: "Kryss av når deltakeren har fått vite om retten til å klage.",
        _C.HOUSEHOLD_UNKNOWN: (
            "Det er ikke registrert om deltakeren har barn under 18 år. Med barn skal planen ha {group}."
        ),
        _C.NOT_FOR_COLLECTIVE: (
            "Samfunnskunnskap er ikke en del av programmet for den som har midlertidig kollektiv beskyttelse."
        ),
        _C.SOCIAL_STUDIES_HOURS: "Samfunnskunnskap skal være {required} timer; planen har {hours}.",
        _C.HOURS_MISSING: "Skriv timer i uken eller en timeplan for «{element}».",
        _C.BELOW_FULL_TIME: "{hours} timer i uken {first_day} – {last_day}. Fulltid er {required} timer.",
        _C.ABOVE_FULL_TIME: "{hours} timer i uken {first_day} – {last_day}. Er noe ført to ganger?",
        _C.NOTHING_PLANNED: "Ingenting er planlagt {first_day} – {last_day}. Fulltid er {required} timer i uken.",
        _C.BELOW_WORK_HOURS: (
            "Arbeidsrettet innhold er {average} timer i uken i snitt {first_day} – {last_day}. Det skal være minst "
            "{required}."
        ),
        _C.WORK_HOURS_REACHED: (
            "Arbeidsrettet innhold er {average} timer i uken i snitt {first_day} – {last_day}, minst {required} kreves."
        ),
        _C.WORK_HOURS_UNCLEAR: (
            "Arbeidsrettet innhold er {average} timer i uken i snitt {first_day} – {last_day}. Loven sier ikke klart "
            "om kravet på {required} timer gjelder et program fra før 2026. Vurder det."
        ),
        _C.SAME_TIME: "«{one}» og «{other}» er på samme tid i uken.",
        _C.SAME_ELEMENT: "«{one}» står to ganger i samme tid.",
        _C.AFTER_PROGRAMME: "«{element}» varer lenger enn programmet, som slutter {last_day}.",
        _C.BEFORE_PROGRAMME: "«{element}» begynner før programmet, som begynner {first_day}.",
        _C.DAYS_REVERSED: "Siste dag av «{element}» er før første dag.",
    },
    names={
        **BOKMAAL.names,
        Skill.LISTENING: "lytting",
        Skill.READING: "lesing",
        Skill.WRITING: "skriving",
        Skill.ORAL: "muntlig",
        ElementGroup.WORK_OR_EDUCATION: "et arbeids- eller utdanningsrettet element",
        ElementGroup.NORWEGIAN: "opplæring i norsk",
        ElementGroup.SOCIAL_STUDIES: "opplæring i samfunnskunnskap",
        ElementGroup.LIFE_SKILLS: "kurs i livsmestring",
        ElementGroup.PARENTAL_GUIDANCE: "foreldreveiledning",
        ElementGroup.OTHER: "annet",
        ElementKind.NORWEGIAN: "norskopplæring",
        ElementKind.SOCIAL_STUDIES: "samfunnskunnskap",
        ElementKind.LIFE_SKILLS: "livsmestring",
        ElementKind.PARENTAL_GUIDANCE: "foreldreveiledning",
        ElementKind.WORK_PRACTICE: "arbeidspraksis",
        ElementKind.LANGUAGE_PRACTICE: "språkpraksis",
        ElementKind.PART_TIME_WORK: "deltidsarbeid",
        ElementKind.INDUSTRY_COURSE: "bransjekurs",
        ElementKind.NAV_MEASURE: "NAV-tiltak",
        ElementKind.FAST_TRACK: "hurtigspor",
        ElementKind.NORWEGIAN_AT_WORK: "norsk på arbeidsplassen",
        ElementKind.PRIMARY_SCHOOL: "grunnskole for voksne",
        ElementKind.UPPER_SECONDARY: "videregående opplæring",
        ElementKind.HIGHER_EDUCATION: "høyere utdanning",
        ElementKind.VOCATIONAL_TRAINING: "fagopplæring i bedrift",
        ElementKind.VALIDATION: "realkompetansevurdering",
        ElementKind.COUNSELLING: "individuell veiledning",
        ElementKind.HEALTH_FOLLOW_UP: "oppfølging",
        ElementKind.OTHER: "annet",
    },
)

PLAN_EN: Final[Catalogue] = replace(
    ENGLISH,
    wordings={
        **ENGLISH.wordings,
        _C.MAPPING_MISSING: "The skills mapping is not registered. Register it, or write why it has not been done.",
        _C.GUIDANCE_MISSING: "Career guidance is not registered.",
        _C.LONG_TERM_GOAL_MISSING: "Write the participant's long-term goal.",
        _C.NORWEGIAN_GOAL_MISSING: "Choose the Norwegian goal for {skill}.",
        _C.SCHOOLING_MISSING: "Choose the schooling that the Norwegian goal follows.",
        _C.BELOW_GUIDING_MINIMUM: (
            "The Norwegian goal for {skill} is {level}, one level below the guiding minimum {minimum}. Give the reason."
        ),
        _C.LOWERED_TOO_FAR: (
            "The Norwegian goal for {skill} is {level}, more than one level below the guiding minimum {minimum}. "
            "The goal can only be lowered one level at a time."
        ),
        _C.STRATEGY_MISSING: "Choose the strategy of the plan.",
        _C.SCOPE_MISSING: "Write the scope of the Norwegian training in hours.",
        _C.ELEMENT_MISSING: "The plan lacks {group}.",
        _C.REASON_MISSING: "Write why «{element}» was chosen, and how it helps towards work and the Norwegian goal.",
        _C.PARTICIPATION_MISSING: "Write how the participant has taken part in making the plan.",
        _C.APPEAL_INFORMATION_MISSING: "Tick when the participant has been told of the right to appeal.",
        _C.HOUSEHOLD_UNKNOWN: (
            "Whether the participant has children under 18 is not registered. With children the plan must have {group}."
        ),
        _C.NOT_FOR_COLLECTIVE: "Social studies are no part of the programme under temporary collective protection.",
        _C.SOCIAL_STUDIES_HOURS: "Social studies must be {required} hours; the plan has {hours}.",
        _C.HOURS_MISSING: "Write hours a week or a timetable for «{element}».",
        _C.BELOW_FULL_TIME: "{hours} hours a week {first_day} – {last_day}. Full time is {required} hours.",
        _C.ABOVE_FULL_TIME: "{hours} hours a week {first_day} – {last_day}. Is something written twice?",
        _C.NOTHING_PLANNED: "Nothing is planned {first_day} – {last_day}. Full time is {required} hours a week.",
        _C.BELOW_WORK_HOURS: (
            "Work-oriented content is {average} hours a week on average {first_day} – {last_day}. It must be at least "
            "{required}."
        ),
        _C.WORK_HOURS_REACHED: (
            "Work-oriented content is {average} hours a week on average {first_day} – {last_day}; at least {required} "
            "is required."
        ),
        _C.WORK_HOURS_UNCLEAR: (
            "Work-oriented content is {average} hours a week on average {first_day} – {last_day}. The law does not say "
            "clearly whether the {required} hours bind a programme from before 2026. Consider it."
        ),
        _C.SAME_TIME: "«{one}» and «{other}» are at the same time of the week.",
        _C.SAME_ELEMENT: "«{one}» stands twice in the same time.",
        _C.AFTER_PROGRAMME: "«{element}» lasts longer than the programme, which ends {last_day}.",
        _C.BEFORE_PROGRAMME: "«{element}» begins before the programme, which begins {first_day}.",
        _C.DAYS_REVERSED: "The last day of «{element}» is before its first day.",
    },
    names={
        **ENGLISH.names,
        Skill.LISTENING: "listening",
        Skill.READING: "reading",
        Skill.WRITING: "writing",
        Skill.ORAL: "oral",
        ElementGroup.WORK_OR_EDUCATION: "a work or education element",
        ElementGroup.NORWEGIAN: "Norwegian training",
        ElementGroup.SOCIAL_STUDIES: "social studies",
        ElementGroup.LIFE_SKILLS: "a life skills course",
        ElementGroup.PARENTAL_GUIDANCE: "parental guidance",
        ElementGroup.OTHER: "other",
        ElementKind.NORWEGIAN: "Norwegian training",
        ElementKind.SOCIAL_STUDIES: "social studies",
        ElementKind.LIFE_SKILLS: "life skills",
        ElementKind.PARENTAL_GUIDANCE: "parental guidance",
        ElementKind.WORK_PRACTICE: "work practice",
        ElementKind.LANGUAGE_PRACTICE: "language practice",
        ElementKind.PART_TIME_WORK: "part-time work",
        ElementKind.INDUSTRY_COURSE: "industry course",
        ElementKind.NAV_MEASURE: "NAV measure",
        ElementKind.FAST_TRACK: "fast track",
        ElementKind.NORWEGIAN_AT_WORK: "Norwegian at work",
        ElementKind.PRIMARY_SCHOOL: "primary and lower secondary for adults",
        ElementKind.UPPER_SECONDARY: "upper secondary education",
        ElementKind.HIGHER_EDUCATION: "higher education",
        ElementKind.VOCATIONAL_TRAINING: "vocational training at an employer",
        ElementKind.VALIDATION: "validation of prior learning",
        ElementKind.COUNSELLING: "individual guidance",
        ElementKind.HEALTH_FOLLOW_UP: "follow-up",
        ElementKind.OTHER: "other",
    },
)
