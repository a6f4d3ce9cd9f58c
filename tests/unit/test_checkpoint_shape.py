"""A checkpoint made when the rows had another shape is not used, though it is authentic."""

import hmac
from typing import TYPE_CHECKING

from workbench.store.checkpoint import CheckpointFile
from workbench.store.ledger import Ledger

if TYPE_CHECKING:
    from tests.conftest import Team


def test_a_checkpoint_of_an_older_shape_is_folded_anew(approved: "tuple[Team, str]") -> None:
    team, _ = approved
    project = team.open("rev")
    key = project.identity.checkpoint_key(project.project_id)
    checkpoint = CheckpointFile(project.state_dir / "rev.checkpoint", key)
    checkpoint.save(project.ledger)
    journal, genesis = project.ledger.directory, project.ledger.genesis
    assert checkpoint.load(Ledger(journal, genesis))

    body = checkpoint.path.read_bytes()[:-32]
    assert body.startswith(b"WBCKPT2\n")
    older = b"WBCKPT1\n" + body[8:]
    checkpoint.path.write_bytes(older + hmac.digest(key, older, "sha256"))

    assert not checkpoint.load(Ledger(journal, genesis))
