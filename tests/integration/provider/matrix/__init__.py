"""Every address of the OneRoster provider × who asks × what the pupil is to the school that asks."""
