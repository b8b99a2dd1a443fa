"""Leave, and the loss of self-certification, stand on decisions."""

import django.db.models.deletion
from django.db import migrations, models

# As before, and once an absence stands on a decision it stays on that one.
_FACTS_STAY = """
CREATE OR REPLACE FUNCTION fot_absence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.participation_id, NEW.kind, NEW.first_day, NEW.last_day, NEW.hours, NEW.planned_hours, NEW.circumstances,
        NEW.replaces_id)
       IS DISTINCT FROM (OLD.participation_id, OLD.kind, OLD.first_day, OLD.last_day, OLD.hours, OLD.planned_hours,
        OLD.circumstances, OLD.replaces_id)
       OR (OLD.decision_id IS NOT NULL AND NEW.decision_id IS DISTINCT FROM OLD.decision_id)
       OR (OLD.voided_at IS NOT NULL AND NEW.voided_at IS DISTINCT FROM OLD.voided_at) THEN
        RAISE EXCEPTION 'a registered absence is corrected by a new row' USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""
_AS_BEFORE = "\n".join(line for line in _FACTS_STAY.splitlines() if "decision_id" not in line)


class Migration(migrations.Migration):
    dependencies = [("programmes", "0008_class_guards")]

    operations = [
        migrations.AddField(
            model_name="absence",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absences",
                to="programmes.decision",
            ),
        ),
        migrations.AddField(
            model_name="selfcertificationwithdrawal",
            name="decision",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="withdrawals",
                to="programmes.decision",
            ),
        ),
        migrations.AddField(
            model_name="participation",
            name="limit_reason",
            field=models.TextField(blank=True, verbose_name="begrunnelse for å gå over en veiledende grense"),
        ),
        migrations.AddField(
            model_name="participation",
            name="limits_passed",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.RunSQL(_FACTS_STAY, _AS_BEFORE),
    ]
