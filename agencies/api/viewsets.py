"""The one base of every endpoint: what the API promises is kept here, so that no endpoint can differ.

An endpoint says what it shows (``faces``), to whom (``visible``), and which act of the decision table each of its
actions is (``acts``). An action that is not in ``acts`` is refused to everybody.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.http import Http404, HttpResponseBase, HttpResponseNotModified
from django.utils.cache import patch_vary_headers
from rest_framework import status
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from agencies.access import NOBODY, Action, Actor, FieldGroup, Resource, decide, fields_for
from agencies.access.rules import STEP_UP
from agencies.api import keys
from agencies.api.authentication import REALM, challenge_of
from agencies.api.conditions import etag_of, is_known, version_read_by
from agencies.api.filters import FilterBackend, OrderingBackend, refuse_unknown_parameters
from agencies.api.schema import ApiSchema
from agencies.api.serializers import FaceSerializer, face_for
from agencies.api.throttling import RateThrottle
from agencies.errors import NotPermitted
from agencies.hooks import has_hidden_until_proved
from agencies.machines.scopes import scope_for
from agencies.middleware import ActorRequest
from agencies.models import VersionedModel
from agencies.operations.access_log import log_list, log_read
from agencies.operations.idempotency import HiddenSince, KeyedRequest
from agencies.querysets import VisibleQuerySet

Act = tuple[Resource, Action]


class ActPermission(BasePermission):
    """Somebody must be logged in, and the role must give the act; which rows is for ``visible``."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Ask the decision table; what the table refuses is refused before the body is read."""
        if view.action in view.open_actions:
            return True
        if view.actor.is_anonymous:
            return False
        if view.action is not None and view.action not in view.staff_actions:
            act: Act | None = view.acts.get(view.action)
            if act is None:
                raise NotPermitted("role")
            verdict = decide(view.actor, *act)
            if not verdict.allowed:
                raise NotPermitted(verdict.rule)
        return True


class BaseViewSet(GenericViewSet[Any]):
    """Problem details, versions, idempotency, cursors, strict parameters, field groups, access log, rate limits.

    ``open_actions`` need no log-in, ``staff_actions`` only that; ``keyless_actions`` are POSTs that write nothing,
    ``streamed_actions`` those whose body goes to storage before it is read: they claim their key after that.
    ``ruled_reads`` are GETs that a rule may refuse. ``orderings`` are the names of ``?ordering=`` with their paths, the
    default first; ``parameter_groups`` are the filters that only those know who may see the field.
    """

    resource: ClassVar[Resource]
    acts: ClassVar[dict[str, Act]] = {}
    open_actions: ClassVar[frozenset[str]] = frozenset()
    staff_actions: ClassVar[frozenset[str]] = frozenset()
    keyless_actions: ClassVar[frozenset[str]] = frozenset()
    streamed_actions: ClassVar[frozenset[str]] = frozenset()
    ruled_reads: ClassVar[frozenset[str]] = frozenset()
    list_actions: ClassVar[frozenset[str]] = frozenset({"list"})
    changes_version: ClassVar[frozenset[str]] = frozenset()
    model: ClassVar[type[Model]]
    faces: ClassVar[tuple[type[FaceSerializer], ...]] = ()
    detail_faces: ClassVar[tuple[type[FaceSerializer], ...]] = ()
    orderings: ClassVar[dict[str, str]] = {}
    parameter_groups: ClassVar[dict[str, FieldGroup]] = {}
    holds_people: ClassVar[bool] = True

    schema = ApiSchema()
    filter_backends = [FilterBackend, OrderingBackend]
    permission_classes = [ActPermission]
    lookup_value_converter = "uuid"

    keyed: KeyedRequest | None = None
    seen_by_middleware: ActorRequest
    throttles: Sequence[RateThrottle] = ()

    @property
    def actor(self) -> Actor:
        """Who acts."""
        return getattr(getattr(self, "request", None), "actor", NOBODY)

    # The order of what is asked of a request.

    def initialize_request(self, request: Any, *args: Any, **kwargs: Any) -> Request:
        """The framework's own request; what is written on that one, the middleware does not see."""
        self.seen_by_middleware = request
        return super().initialize_request(request, *args, **kwargs)

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Parameters, then who calls, then how often, then whether it is the first time."""
        refuse_unknown_parameters(request, self)
        super().initial(request, *args, **kwargs)
        claims_later = self.keyless_actions | self.streamed_actions
        if request.method == "POST" and self.action is not None and self.action not in claims_later:
            self.keyed = keys.claim_key(request, self.actor)

    def get_throttles(self) -> list[Any]:
        """The throttles, kept so that the answer can tell what is left."""
        self.throttles = [RateThrottle()]
        return list(self.throttles)

    def get_authenticate_header(self, request: Request) -> str:
        """The challenge of a 401, also where log-in itself failed."""
        return challenge_of(request)

    def handle_exception(self, exc: Exception) -> Any:
        """A kept answer, or a problem document."""
        if isinstance(exc, keys.Replay):
            try:
                return keys.replay(self.actor, self.resource, exc.record)
            except (HiddenSince, NotPermitted) as refused:
                exc = refused
        self.keyed = None
        if isinstance(exc, (Http404, ObjectDoesNotExist)) and has_hidden_until_proved(self.actor):
            # As on the pages: before the proof nobody learns whether what was asked for is hidden or missing.
            exc = NotPermitted(STEP_UP)
        if isinstance(exc, NotPermitted):
            self.seen_by_middleware.refused_by = exc.rule
            if exc.rule == "scope" and self.action in self.acts:
                needed = scope_for(*self.acts[self.action])
                exc.auth_header = f'{REALM}, error="insufficient_scope", scope="{needed}"'  # type: ignore[attr-defined]
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep the answer of a keyed request, and say what every answer says."""
        final: HttpResponseBase = super().finalize_response(request, response, *args, **kwargs)
        for throttle in self.throttles:
            if hasattr(throttle, "used"):
                for name, value in throttle.headers().items():
                    final.headers[name] = value
        final.headers.setdefault("Cache-Control", "private, no-cache")
        patch_vary_headers(final, ["Authorization", "Cookie", "Accept-Language"])
        if self.keyed is not None and isinstance(final, Response):
            keys.keep(self.keyed, final)
        return final

    # What there is.

    def visible(self) -> QuerySet[Any]:
        """The rows that the actor may see, with what the faces show of them joined in."""
        return self.model.objects.visible_to(self.actor)  # type: ignore[attr-defined, no-any-return]

    def get_queryset(self) -> QuerySet[Any]:
        """The rows behind every list and every single read."""
        is_for_schema = getattr(self, "swagger_fake_view", False)
        return QuerySet(self.model).none() if is_for_schema else self.visible()

    def get_serializer_class(self) -> type[FaceSerializer]:
        """The face that the actor's field groups open; ``NotPermitted`` when they open none."""
        faces = self.faces if self.action == "list" else self.detail_faces or self.faces
        return faces[0] if getattr(self, "swagger_fake_view", False) else self.face(faces)

    def face(self, faces: tuple[type[FaceSerializer], ...]) -> type[FaceSerializer]:
        """The one of ``faces`` that the actor's field groups open."""
        face = face_for(faces, fields_for(self.actor))
        if face is None:
            raise NotPermitted("fields")
        return face

    def etag_parts(self, row: Any) -> tuple[str, ...]:
        """What the representation shows besides the row itself."""
        return ()

    # What is read.

    def answer_list(self, rows: QuerySet[Any], faces: tuple[type[FaceSerializer], ...] | None = None) -> Response:
        """A page of rows, logged with how many people's data it shows; protected people stand in no list."""
        if isinstance(rows, VisibleQuerySet):
            rows = rows.without_protected(self.actor)
        page = self.paginate_queryset(rows) or []
        self.log_rows(page)
        face = self.face(faces or self.faces)
        return self.get_paginated_response(face(page, many=True, context=self.get_serializer_context()).data)

    def answer_one(self, row: Any, status_code: int = status.HTTP_200_OK) -> Response:
        """One row with its ETag."""
        self.log(row)
        response = Response(self.get_serializer(row).data, status=status_code)
        self._tag(response, row)
        return response

    def answer_created(self, row: Any) -> Response:
        """A new row, and where it is; read again, as every reader sees it."""
        response = self.answer_one(self.visible().get(pk=row.pk), status.HTTP_201_CREATED)
        response.headers["Location"] = self.reverse_action("detail", kwargs={"pk": row.pk})
        return response

    def log(self, row: Any) -> None:
        """Note the reading of a person."""
        if self.holds_people:
            municipality = getattr(row, "municipality_id", None)
            log_read(self.actor, self.resource, participant_id=self._person_of(row), municipality_id=municipality)

    def log_rows(self, rows: Iterable[Any]) -> None:
        """Note the reading of a list of people, and whom it showed."""
        if self.holds_people:
            log_list(self.actor, self.resource, [self._person_of(row) for row in rows])

    def _person_of(self, row: Any) -> UUID | None:
        usual = getattr(row, "pk", None) if self.resource is Resource.PARTICIPANT else None
        person: UUID | None = getattr(row, "participant_id", usual)
        return person

    # What is written.

    def parse(self, serializer: type[Any]) -> dict[str, Any]:
        """The body as values; ``ValidationError`` with a pointer to each fault."""
        is_partial = self.request.method == "PATCH" and not getattr(serializer, "whole", False)
        # For the log, should the body be about somebody who is hidden.
        self.seen_by_middleware.sent_values = _values_in(self.request.data)
        reader = serializer(data=self.request.data, partial=is_partial)
        self.request.data_names = frozenset(reader.fields)  # type: ignore[attr-defined]
        reader.is_valid(raise_exception=True)
        return dict(reader.validated_data)

    def change(self, operation: Callable[..., Any], pk: UUID, serializer: type[Any] | None = None) -> Response:
        """Run an operation on a row that the caller has read: 404, then 428 and 412, then the rule itself."""
        if not self.get_queryset().filter(pk=pk).exists():
            raise self.model.DoesNotExist  # type: ignore[attr-defined]
        version = version_read_by(self.request, pk)
        values = self.parse(serializer) if serializer else {}
        operation(self.actor, pk, expected_version=version, **values)
        return self.answer_one(self.visible().get(pk=pk))

    def _tag(self, response: Response, row: Any) -> None:
        if isinstance(row, VersionedModel):
            response.headers["ETag"] = etag_of(row, *self.etag_parts(row))


def _values_in(body: Any) -> list[Any]:
    """The values of a body, and those of the lists in it."""
    values = body.values() if isinstance(body, dict) else ()
    return [one for value in values for one in (value if isinstance(value, list) else [value])]


class ListMixin:
    """``GET`` on the collection."""

    def list(self: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        """A page of what the caller may see."""
        return self.answer_list(self.filter_queryset(self.get_queryset()))  # type: ignore[no-any-return]


class RetrieveMixin:
    """``GET`` on one row; 304 when the caller has it already."""

    def retrieve(self: Any, request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """One row that the caller may see."""
        row = self.get_queryset().get(pk=self.kwargs["pk"])
        self.log(row)
        if isinstance(row, VersionedModel):
            etag = etag_of(row, *self.etag_parts(row))
            if is_known(request, etag):
                return HttpResponseNotModified(headers={"ETag": etag})
        return self.answer_one(row)  # type: ignore[no-any-return]
