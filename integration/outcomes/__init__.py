"""The statistics of outcomes as pure Python: months, survival curves, suppression of small counts."""
