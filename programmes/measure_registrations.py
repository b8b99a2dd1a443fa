"""What labour-market measures hand up to the frame; their pages stand on the employers' floor."""

from participants.hooks import on_merge
from participants.panels import register_timeline
from participants.transfers import register_transfer_part
from programmes.measure_history import register_measure_events
from programmes.operations.measures.following_the_case import MEASURES, merge_measures
from programmes.web.measures.timeline import measure_timeline

on_merge(merge_measures)
register_transfer_part(MEASURES)
register_timeline(measure_timeline)
register_measure_events()
