"""The verbs of labour-market measures: prepare, approve, extend, shorten, cancel, review, conclude."""
