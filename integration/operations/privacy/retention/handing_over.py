"""Gives a package out of the archive's folder to whoever runs the installation, for the archive depot."""

from collections.abc import Iterator

from agencies.access import Action, Actor, Channel, Resource, acting_as
from agencies.models import Agency, AgencyKind
from agencies.operations.access_log import log_access
from integration.archive.package import package_as_tar
from integration.models import PackageState, RetentionBatch
from integration.operations.privacy.retention.packing import place_of


def hand_over(folder: str) -> Iterator[bytes]:
    """The package unsealed, as a tar file, block by block; it stands in the access log.

    No page gives it out: the cases in it are restricted, and whoever may see that they are may not read them. Raises
    ``RetentionBatch.DoesNotExist`` where there is no such package, ``BrokenPackage`` where it is not whole.
    """
    homes = Agency.objects.filter(kind__in=(AgencyKind.MUNICIPALITY, AgencyKind.DISTRICT))
    everywhere = frozenset(homes.values_list("pk", flat=True))
    actor = Actor(name="Fotfeste", municipality_ids=everywhere, is_system=True, channel=Channel.WORKER)
    with acting_as(actor):
        batch = RetentionBatch.objects.get(folder=folder, state=PackageState.READY)
        blocks = package_as_tar(place_of(batch.folder), batch.checksum)
        log_access(actor, Resource.RETENTION, Action.VIEW, municipality_id=batch.municipality_id, row_count=batch.cases)
    return blocks
