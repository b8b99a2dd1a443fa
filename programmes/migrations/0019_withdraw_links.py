"""Whoever becomes protected has no open links to agreements, from the statement that protects them (law.md 7.3)."""

from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations import RunSQL
from django.db.migrations.operations.base import Operation

_WITHDRAW = """
CREATE FUNCTION fot_withdraw_links() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE programmes_approvallink SET withdrawn_at = now()
    WHERE participant_id = NEW.id AND used_at IS NULL AND withdrawn_at IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER participants_participant_withdraw_links
    AFTER UPDATE OF confidentiality, is_shielded ON participants_participant
    FOR EACH ROW WHEN (NEW.confidentiality > 0 OR NEW.is_shielded) EXECUTE FUNCTION fot_withdraw_links();
UPDATE programmes_approvallink l SET withdrawn_at = now() FROM participants_participant p
WHERE p.id = l.participant_id AND (p.confidentiality > 0 OR p.is_shielded)
  AND l.used_at IS NULL AND l.withdrawn_at IS NULL;
"""
_NO_WITHDRAWAL = """
DROP TRIGGER participants_participant_withdraw_links ON participants_participant; DROP FUNCTION fot_withdraw_links();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [
        ("programmes", "0018_nir_facts"),
        ("participants", "0013_restriction"),
    ]

    operations: ClassVar[list[Operation]] = [RunSQL(_WITHDRAW, _NO_WITHDRAWAL)]
