"""Whether a duration and its extension are lawful for a goal."""

from programmes.law.enums import Fault, RefusalCode
from programmes.law.explanations import Refusal
from programmes.law.rules import DurationRule
from programmes.law.texts import Months


def duration_refusals(rule: DurationRule, months: int, extension_months: int) -> list[Refusal]:
    """What the duration row refuses: at most one refusal for the duration and one for the extension, in months."""
    return _duration(rule, months) + _extension(rule, extension_months)


def _duration(rule: DurationRule, months: int) -> list[Refusal]:
    if months < rule.minimum_months:
        code, fault, limit = RefusalCode.DURATION_BELOW_MINIMUM, Fault.BELOW_MINIMUM, rule.minimum_months
    elif months > rule.maximum_months:
        code, fault, limit = RefusalCode.DURATION_ABOVE_MAXIMUM, Fault.ABOVE_MAXIMUM, rule.maximum_months
    else:
        return []
    return [Refusal(code, fault, rule.paragraph, {"months": Months(months), "limit": Months(limit)})]


def _extension(rule: DurationRule, months: int) -> list[Refusal]:
    limit = rule.extension_maximum_months
    if months <= limit:
        return []
    if limit == 0:
        return [Refusal(RefusalCode.EXTENSION_NOT_AVAILABLE, Fault.NO_EXTENSION, rule.paragraph)]
    parameters = {"months": Months(months), "limit": Months(limit)}
    code, fault = RefusalCode.EXTENSION_ABOVE_MAXIMUM, Fault.EXTENSION_ABOVE_MAXIMUM
    return [Refusal(code, fault, rule.extension_paragraph, parameters)]
