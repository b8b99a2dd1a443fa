"""What labour-market measures hand up to the frame."""

from participants.hooks import on_merge
from participants.transfers import register_transfer_part
from programmes.operations.measures.following_the_case import MEASURES, merge_measures

on_merge(merge_measures)
register_transfer_part(MEASURES)
