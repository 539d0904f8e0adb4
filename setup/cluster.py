"""The settings and the roles of an embedded server: two roles, neither of which can get round the rules."""

from pathlib import Path

OWNER = "guohe_owner"
APPLICATION = "guohe_app"
DATABASE = "guohe"

# The owner makes tables and the migrations; the application owns nothing, so row-level security binds it.
ROLES_SQL = f"""
SELECT 'CREATE ROLE {OWNER}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{OWNER}') \\gexec
SELECT 'CREATE ROLE {APPLICATION}' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION}') \\gexec
ALTER ROLE {OWNER} LOGIN CREATEROLE CREATEDB NOSUPERUSER NOBYPASSRLS NOREPLICATION;
ALTER ROLE {APPLICATION} LOGIN NOCREATEROLE NOCREATEDB NOSUPERUSER NOBYPASSRLS NOREPLICATION;
GRANT {APPLICATION} TO {OWNER} WITH ADMIN OPTION;
SELECT 'CREATE DATABASE {DATABASE} OWNER {OWNER}'
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = '{DATABASE}') \\gexec
"""  # noqa: S608 -- made of the constants above


def settings(*, socket: Path, durable: bool) -> str:
    """What is appended to postgresql.conf: no network at all, quick recovery, and safe writes unless thrown away."""
    lines = [
        "listen_addresses = ''",
        f"unix_socket_directories = '{_quoted(socket)}'",
        "unix_socket_permissions = 0700",
        "port = 5432",
        "max_connections = 100",
        "shared_buffers = 256MB",
        "max_wal_size = 1GB",
        "timezone = 'UTC'",
        "log_timezone = 'UTC'",
        # The books lie in memory or on a solid disk: with the default of 4 the planner reads whole tables for one grant.
        "random_page_cost = 1.1",
        "recovery_init_sync_method = syncfs",
        "log_checkpoints = off",
    ]
    if not durable:
        lines += ["fsync = off", "synchronous_commit = off", "full_page_writes = off"]
    return "\n".join(lines) + "\n"


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
