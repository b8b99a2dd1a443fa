"""A population with a truth that is known: people as plain Python, written to the tables that figures come from."""

from tests.integration.outcomes.inventing import invent, invent_all
from tests.integration.outcomes.people import Duty, Job, Measure, Person, Programme, Track
from tests.integration.outcomes.writing import write

__all__ = ["Duty", "Job", "Measure", "Person", "Programme", "Track", "invent", "invent_all", "write"]
