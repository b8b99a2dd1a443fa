"""The timetable names tasks that exist, and leaves none of the housekeeping out."""

from config.celery import app


def test_every_entry_names_a_task_that_a_worker_knows() -> None:
    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert named <= set(app.tasks)


def test_every_sweep_and_purge_has_its_time() -> None:
    app.loader.import_default_modules()
    named = {entry["task"] for entry in app.conf.beat_schedule.values()}
    housekeeping = {
        name for name in app.tasks if name.rpartition(".")[2].split("_")[0] in ("sweep", "purge", "settle", "escalate")
    }
    assert housekeeping
    assert housekeeping <= named
