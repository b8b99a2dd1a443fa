"""Where embedded services live is known before they run."""

import pytest
from psycopg.conninfo import conninfo_to_dict

from config.embedded import places as module
from config.embedded.places import embedded_database_url, embedded_redis_url, places


def test_tests_have_services_of_their_own(tmp_path):
    assert places(tmp_path, "test").home != places(tmp_path, "demo").home


def test_sockets_stay_below_the_longest_path_a_socket_may_have(tmp_path):
    deep = tmp_path / ("d" * 60) / ("e" * 60)
    assert len(str(places(deep, "demo").sockets / ".s.PGSQL.5432.lock")) < 107
    assert places(deep, "demo").sockets != places(deep, "test").sockets


def test_the_address_names_the_role_and_the_socket_folder(tmp_path):
    parts = conninfo_to_dict(embedded_database_url(tmp_path, "demo", "somebody"))
    assert parts == {"user": "somebody", "dbname": "fotfeste", "host": str(places(tmp_path, "demo").sockets)}
    assert embedded_redis_url(tmp_path, "demo").startswith("unix:///")


@pytest.mark.parametrize(
    ("uid", "others_can_reach", "moved"), [(0, False, True), (0, True, False), (1000, False, False)]
)
def test_only_root_moves_data_out_of_a_closed_folder(tmp_path, monkeypatch, uid, others_can_reach, moved):
    monkeypatch.setattr(module, "_others_can_reach", lambda folder: others_can_reach)
    monkeypatch.setattr("os.geteuid", lambda: uid)
    assert places(tmp_path, "demo").moved is moved
