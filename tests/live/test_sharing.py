"""A form is shared with its reviewer alone, as an editor until the cycle is closed."""

from __future__ import annotations

from pathlib import Path

from sheetreview.steps.online.close import close_cycle
from sheetreview.steps.online.push import push
from sheetreview.steps.online.push_plan import PushOptions, PushOutcome
from sheetreview.steps.open_cycle import OpenCycle
from tests.live.scratch import put_into
from tests.live.world import World
from tests.steps.making import start


def access(world: World, file_id: str) -> list[tuple[str, str, str]]:
    found = world.gateway.permissions(file_id)
    return sorted((one.kind, one.email.casefold(), one.role) for one in found)


def test_a_sheet_is_shared_with_its_reviewer_alone_until_the_cycle_is_closed(sharing: World, tmp_path: Path) -> None:
    root = start(tmp_path, [("E1", "Ann Lee", "Bo Kim", sharing.reviewer)])
    put_into(sharing, root)
    owner, reviewer = sharing.owner.email.casefold(), sharing.reviewer.casefold()
    options = PushOptions(mail=False, allow=[sharing.reviewer])
    with OpenCycle.open(root) as cycle:
        connection = sharing.connection(cycle.settings)
        assert [one.outcome for one in push(cycle, connection, options).sent] == [PushOutcome.SHARED]
        (record,) = cycle.store.sheets.all().values()
        shared = sorted([("user", owner, "owner"), ("user", reviewer, "writer")])
        assert access(sharing, record.file_id) == shared
        assert sharing.owner.file(record.file_id)["writersCanShare"] is False
        assert [one.outcome for one in push(cycle, connection, options).sent] == [PushOutcome.KEPT]
        assert access(sharing, record.file_id) == shared
        closed = close_cycle(cycle, connection)
        assert (closed.closed, closed.lowered, closed.failed, closed.stopped) == (1, 1, (), "")
        assert access(sharing, record.file_id) == sorted([("user", owner, "owner"), ("user", reviewer, "reader")])
