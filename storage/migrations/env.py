"""What Alembic runs a migration in: the connection that `storage.schema` hands over, nothing from a file."""

from typing import Any, Literal

from alembic import context

from storage.tables import Instant, metadata


def _written(kind: str, item: Any, _: Any) -> str | Literal[False]:
    """A migration names no type of ours: it must still run when ours has changed."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, Instant) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    render_item=_written,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
