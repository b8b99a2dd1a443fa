"""What the administrator decides: from which day the municipality delivers from here, and NIR's codes for ours."""

import datetime as dt

from django.utils.translation import gettext

from agencies.access import Action, Actor, Resource
from agencies.errors import Refusal, RuleRefused
from agencies.operations.base import operation, require
from integration.models import NirCode, NirSetting
from integration.nir.kinds import CODE_LISTS
from integration.operations.nir.exporting import own_municipality


@operation
def set_codes(actor: Actor, code_list: str, codes: dict[str, str]) -> int:
    """Map the codes of one list; an empty text takes the mapping away. Answers how many are mapped now.

    Raises ``RuleRefused`` for a list or a code that there is not.
    """
    require(actor, Action.CHANGE, Resource.NIR_SETUP)
    municipality_id = own_municipality(actor)
    known = {str(code) for code, _label in CODE_LISTS[code_list][1]} if code_list in CODE_LISTS else set()
    if not known.issuperset(codes) or not known:
        raise RuleRefused(Refusal("unknown_code", gettext("Det finnes ingen slik kode.")))
    mine = NirCode.objects.filter(municipality_id=municipality_id, code_list=code_list)
    mine.filter(code__in=[code for code, nir_code in codes.items() if not nir_code]).delete()
    for code, nir_code in codes.items():
        if nir_code:
            NirCode.objects.update_or_create(
                municipality_id=municipality_id, code_list=code_list, code=code, defaults={"nir_code": nir_code}
            )
    return mine.count()


@operation
def set_reports_from(actor: Actor, day: dt.date) -> NirSetting:
    """Choose the first day whose events are delivered from here; what is due is written by the night's run."""
    require(actor, Action.CHANGE, Resource.NIR_SETUP)
    setting, _is_new = NirSetting.objects.update_or_create(
        municipality_id=own_municipality(actor), defaults={"reports_from": day}
    )
    return setting
