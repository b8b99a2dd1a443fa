"""How far the feed of advertisements has been read."""

from django.db import models

from agencies.models import TimestampedModel


class JobFeedCursor(TimestampedModel):
    """The page that is read next, with the ETag it had when it was last read to its end.

    Written in the transaction of what the page did here, so that a page is neither lost nor half done.
    """

    name = models.CharField(max_length=30, unique=True)
    page = models.CharField(max_length=300, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    fault = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.page
