"""Pages by cursor: opaque, stable under writes, without a count."""

from rest_framework import pagination


class CursorPagination(pagination.CursorPagination):
    """``?cursor=`` and ``?page_size=`` up to 500."""

    page_size = 50
    max_page_size = 500
    page_size_query_param = "page_size"
    ordering = ("-created_at", "-id")
