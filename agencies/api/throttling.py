"""How often somebody may call, counted for all web processes together, and said in every answer."""

import logging
import time
from hashlib import sha256
from math import ceil
from typing import Any

import redis
from django.conf import settings
from django.core.cache import cache
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from agencies.access import Actor
from agencies.api.authentication import http_request

logger = logging.getLogger(__name__)


class RateThrottle(BaseThrottle):
    """So many calls in so many seconds (``API_RATES``), by user and agency, or by address for the unknown.

    When the counter's store does not answer, calls go through: the API is worth more than the count.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this call; whether it is within the limit."""
        actor: Actor = http_request(request).actor
        self.name = "anonymous" if actor.is_anonymous else "user"
        self.limit, self.window = settings.API_RATES[self.name]
        caller = self.get_ident(request) if actor.is_anonymous else f"{actor.user_id}:{actor.agency_id}"
        self.used = self._count(str(caller))
        return self.used <= self.limit

    def wait(self) -> float:
        """Seconds until the window ends."""
        return self.window - time.time() % self.window

    def headers(self) -> dict[str, str]:
        """The fields of the IETF draft on rate limits."""
        remaining = max(self.limit - self.used, 0)
        return {
            "RateLimit-Policy": f'"{self.name}";q={self.limit};w={self.window}',
            "RateLimit": f'"{self.name}";r={remaining};t={ceil(self.wait())}',
        }

    def _count(self, caller: str) -> int:
        window = int(time.time() // self.window)
        key = f"api-rate:{self.name}:{sha256(caller.encode()).hexdigest()}:{window}"
        try:
            cache.add(key, 0, self.window * 2)
            return cache.incr(key)
        except (redis.RedisError, ValueError):
            logger.warning("rate_not_counted")
            return 0
