"""Documents of a case: put in, read out. The list stands on the case's tab."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.access import Action, Actor, Resource
from agencies.web.pages import Page, PageRequest, back_from, go_to
from participants.models import Participant
from participants.operations.documents import DamagedDocument, open_document, store_document
from participants.web.acts import CaseFormPage


class DocumentForm(forms.Form):
    """A file, and what people call it."""

    title = forms.CharField(
        label=gettext_lazy("Tittel"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Filnavnet brukes når feltet er tomt."),
    )
    file = forms.FileField(label=gettext_lazy("Fil"), max_length=200)


class UploadDocumentPage(CaseFormPage):
    """Put a file on the case; type and size are checked by the operation."""

    title = gettext_lazy("Legg til dokument")
    save_label = gettext_lazy("Last opp")
    resource = Resource.DOCUMENT
    action = Action.CREATE
    template = "participants/case/upload.html"

    def make_form(self, _person: Participant, data: Any = None) -> forms.Form:
        """The file comes beside the posted data."""
        return DocumentForm(data, self.request.FILES if data is not None else None)

    def save(self, person: Participant, facts: dict[str, Any]) -> str:
        """Store the file."""
        file = facts["file"]
        document = store_document(
            self.request.actor, person.pk, title=facts["title"] or file.name, filename=file.name, content=file
        )
        return _("Dokumentet «%(title)s» er lagret.") % {"title": document.title}


class DocumentPage(Page):
    """The file itself, always as a download, so that nothing in it runs in the application's own address."""

    def get(self, _request: object, pk: UUID) -> HttpResponseBase:
        """Stream it; the operation logs the reading."""
        return download(self.request, self.request.actor, pk)


def download(request: PageRequest, actor: Actor, document_id: UUID) -> HttpResponseBase:
    """The file of a document that the actor may open; back with a message when it is damaged or gone from the disk."""
    try:
        document, file = open_document(actor, document_id)
    except DamagedDocument:
        messages.error(request, _("Filen er skadet eller borte. Si fra til den som drifter Fotfeste."))
        return go_to(request, back_from(request))
    return FileResponse(file, as_attachment=True, filename=document.filename, content_type=document.content_type)
