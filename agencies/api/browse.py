"""The API to read: one page made on the server from the OpenAPI document, without a script or a foreign host."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.decorators import method_decorator
from django.utils.translation import get_language
from django.views import View
from drf_spectacular.generators import SchemaGenerator

from agencies.api.problem_kinds import KINDS

Schema = Mapping[str, Any]
_pages: dict[str, dict[str, Any]] = {}


@method_decorator(login_not_required, name="dispatch")
class ApiDocumentation(View):
    """Resources, operations, parameters, bodies and problems, in the language of the reader."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The page. The document does not change while the process runs, so it is made once for each language."""
        language = get_language() or ""
        if language not in _pages:
            document = SchemaGenerator().get_schema(public=True)  # type: ignore[no-untyped-call]
            _pages[language] = described(document)
        return render(request, "agencies/api_docs.html", _pages[language])


def described(document: Schema) -> dict[str, Any]:
    """What the page shows of an OpenAPI document."""
    resources: dict[str, list[dict[str, Any]]] = {}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            resources.setdefault(operation["tags"][0], []).append(_operation(path, method, operation))
    models = [{"name": name, **_model(schema)} for name, schema in sorted(document["components"]["schemas"].items())]
    return {
        "resources": [{"name": name, "operations": found} for name, found in sorted(resources.items())],
        "models": models,
        "problems": [{"kind": kind, "anchor": f"problem-{kind.code.replace('_', '-')}"} for kind in KINDS.values()],
    }


def _operation(path: str, method: str, operation: Schema) -> dict[str, Any]:
    body = operation.get("requestBody", {}).get("content", {})
    return {
        "path": path,
        "method": method.upper(),
        "anchor": operation["operationId"],
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", [])],
        "body": next((_type(content["schema"]) for content in body.values()), None),
        "answers": [_answer(status, answer) for status, answer in operation["responses"].items()],
    }


def _parameter(parameter: Schema) -> dict[str, Any]:
    return {
        "name": parameter["name"],
        "place": parameter["in"],
        "required": parameter.get("required", False),
        "description": parameter.get("description", ""),
        "type": _type(parameter["schema"]),
    }


def _answer(status: str, answer: Schema) -> dict[str, Any]:
    types = [_type(content["schema"]) for content in answer.get("content", {}).values() if "schema" in content]
    return {"status": status, "description": answer.get("description", ""), "type": next(iter(types), None)}


def _model(schema: Schema) -> dict[str, Any]:
    required = schema.get("required", ())
    fields = [
        {
            "name": name,
            "required": name in required,
            "description": field.get("description", ""),
            "type": _type(field),
        }
        for name, field in schema.get("properties", {}).items()
    ]
    return {
        # Choices are described in the reader's language; classes, in the language of the code.
        "description": schema.get("description", "") if "enum" in schema else "",
        "fields": fields,
        "choices": schema.get("enum", []),
        "parts": [_type(part) for part in schema.get("anyOf", [])],
    }


def _type(schema: Schema) -> dict[str, str]:
    """A type in words, with the model it leads to."""
    reference = next(iter(_references(schema)), "")
    name = reference.rpartition("/")[2]
    if name:
        return {"text": f"{name}[]" if schema.get("type") == "array" else name, "model": name}
    if "enum" in schema:
        return {"text": " | ".join(str(value) for value in schema["enum"]), "model": ""}
    kinds = schema.get("type", "object")
    words = " | ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return {"text": f"{words} ({schema['format']})" if "format" in schema else words, "model": ""}


def _references(schema: Schema) -> Iterator[str]:
    if "$ref" in schema:
        yield schema["$ref"]
    for part in ("allOf", "anyOf", "oneOf"):
        for inner in schema.get(part, []):
            yield from _references(inner)
    if "items" in schema:
        yield from _references(schema["items"])
