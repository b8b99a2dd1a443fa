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
    """So many calls in so many seconds (``API_RATES``).

    Counted for each client and agency where a machine calls (the client is the consumer and the supplier of a signed
    token, or the key), for each user and agency where a person does, and by address for the unknown.
    When the counter's store does not answer, calls go through: the API is worth more than the count.
    """

    def allow_request(self, request: Request, view: Any) -> bool:
        """Count this call; whether it is within the limit."""
        actor: Actor = http_request(request).actor
        self.name, caller = self._caller(request, actor)
        self.limit, self.window = settings.API_RATES[self.name]
        self.used = self._count(caller)
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

    def _caller(self, request: Request, actor: Actor) -> tuple[str, str]:
        if actor.is_anonymous:
            return "anonymous", str(self.get_ident(request))
        if actor.is_machine:
            return "client", f"{actor.client}:{actor.agency_id}"
        return "user", f"{actor.user_id}:{actor.agency_id}"

    def _count(self, caller: str) -> int:
        window = int(time.time() // self.window)
        key = f"api-rate:{self.name}:{sha256(caller.encode()).hexdigest()}:{window}"
        try:
            cache.add(key, 0, self.window * 2)
            return cache.incr(key)
        except (redis.RedisError, ValueError):
            logger.warning("rate_not_counted")
            return 0
