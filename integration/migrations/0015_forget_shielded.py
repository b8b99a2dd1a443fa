"""Whoever is shielded leaves the figures as whoever has a graded address does: protected people are out (law.md 7.3)."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_TRIGGER = """
DROP TRIGGER participants_participant_forget ON participants_participant;
CREATE TRIGGER participants_participant_forget AFTER UPDATE OF confidentiality, is_shielded ON participants_participant
FOR EACH ROW WHEN ((NEW.confidentiality > 0 OR NEW.is_shielded) AND NOT (OLD.confidentiality > 0 OR OLD.is_shielded))
EXECUTE FUNCTION fot_forget_protected();
DELETE FROM integration_outcometraits t USING participants_participant p WHERE p.id = t.participant_id AND p.is_shielded;
DELETE FROM integration_outcomespan s USING participants_participant p WHERE p.id = s.participant_id AND p.is_shielded;
DELETE FROM integration_outcomeperson o USING participants_participant p WHERE p.id = o.participant_id AND p.is_shielded;
"""
_GRADED_ONLY = """
DROP TRIGGER participants_participant_forget ON participants_participant;
CREATE TRIGGER participants_participant_forget AFTER UPDATE OF confidentiality ON participants_participant
FOR EACH ROW WHEN (NEW.confidentiality > 0 AND OLD.confidentiality = 0) EXECUTE FUNCTION fot_forget_protected();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("integration", "0014_list_export")]

    operations: ClassVar[list[Operation]] = [RunSQL(_TRIGGER, _GRADED_ONLY)]
