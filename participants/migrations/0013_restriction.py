"""Cases that are packed for the archive are hidden from all but privacy officers; reservation against research."""

from typing import ClassVar

from django.db import migrations, models
from django.db.migrations.operations.base import Operation

_SIGHT = """
CREATE FUNCTION fot_sees_restricted() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT fot_is_system() OR 'restricted' = ANY (
    string_to_array(coalesce(current_setting('fot.clearance', true), ''), ',')
) $$;
"""
_NO_SIGHT = "DROP FUNCTION fot_sees_restricted();"
_GUARD = """
CREATE OR REPLACE FUNCTION fot_guard() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.is_guarded := NEW.confidentiality > 0 OR NEW.is_shielded {restricted} OR (TG_OP = 'UPDATE' AND EXISTS (
        SELECT FROM participants_identitynumber n JOIN agencies_declaredkin k ON k.digest = n.digest
        WHERE n.participant_id = NEW.id
    ));
    RETURN NEW;
END $$;
DROP TRIGGER participants_participant_guard ON participants_participant;
CREATE TRIGGER participants_participant_guard
    BEFORE INSERT OR UPDATE OF confidentiality, is_shielded, is_guarded{column}
    ON participants_participant FOR EACH ROW EXECUTE FUNCTION fot_guard();
"""
_HIDDEN = """
CREATE OR REPLACE FUNCTION fot_hidden() RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public, pg_temp AS $$
    SELECT coalesce(array_agg(p.id), '{{}}') FROM participants_participant p
    LEFT JOIN participants_namedaccess n ON n.participant_id = p.id AND n.user_id = fot_user()
    WHERE p.is_guarded AND p.municipality_id = ANY (fot_agencies()) AND NOT fot_is_system() AND NOT (
        (p.confidentiality = 0 OR n.user_id IS NOT NULL OR (p.confidentiality = 7 AND fot_is_cleared()))
        AND (NOT p.is_shielded OR n.user_id IS NOT NULL OR fot_is_cleared_for_shielded())
        {restricted} AND fot_kinship(p.id) = ''
    )
$$;
"""
_RESTRICTED = "AND (p.restricted_on IS NULL OR fot_sees_restricted())"


class Migration(migrations.Migration):
    dependencies: ClassVar[list[tuple[str, str]]] = [("participants", "0012_portfolio")]

    operations: ClassVar[list[Operation]] = [
        migrations.AddField(
            model_name="participant",
            name="is_reserved_against_research",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Deltakeren har reservert seg mot at opplysningene brukes i forskning (§ 46 k).",
                verbose_name="reservert mot forskning",
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="restricted_on",
            field=models.DateField(
                blank=True, editable=False, help_text="Pakket for arkivet; venter på å bli fjernet.", null=True
            ),
        ),
        migrations.RunSQL(_SIGHT, _NO_SIGHT),
        migrations.RunSQL(
            _GUARD.format(restricted="OR NEW.restricted_on IS NOT NULL", column=", restricted_on"),
            _GUARD.format(restricted="", column=""),
        ),
        migrations.RunSQL(_HIDDEN.format(restricted=_RESTRICTED), _HIDDEN.format(restricted="")),
    ]
