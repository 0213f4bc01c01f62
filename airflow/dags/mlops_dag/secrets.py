"""Connections of Airflow as variables of the runner's container. None of them reaches a command line or a log."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Protocol

from .problem import Problem


class Connection(Protocol):
    """What a connection of Airflow has."""

    conn_type: str
    host: str | None
    port: int | None
    schema: str | None
    login: str | None
    password: str | None
    extra_dejson: dict[str, Any]


def variables(find: Callable[[str], Connection | None], required: Iterable[str]) -> dict[str, str]:
    """The variables of all connections that there are; those that are `required` have to be."""
    unknown = sorted(set(required) - READERS.keys())
    if unknown:
        raise Problem(
            f"use the connection `{unknown[0]}` that the Variable `mlops_connections` names: expected one of {', '.join(READERS)}"
        )
    found: dict[str, str | None] = {}
    for name, read in READERS.items():
        connection = find(name)
        if connection is not None:
            found |= read(connection)
        elif name in required:
            raise Problem(
                f"use the connection `{name}`: there is none, and the Variable `mlops_connections` names it; add it under "
                f"Admin > Connections, set AIRFLOW_CONN_{name.upper()}, or take it out of the Variable"
            )
    return {name: value for name, value in found.items() if value}


def _mlflow(connection: Connection) -> Mapping[str, str | None]:
    return {
        "MLFLOW_TRACKING_URI": _address(connection),
        "MLFLOW_TRACKING_USERNAME": connection.login,
        "MLFLOW_TRACKING_PASSWORD": connection.password,
        "MLFLOW_TRACKING_TOKEN": connection.extra_dejson.get("token"),
    }


def _address(connection: Connection) -> str:
    """`https://mlflow.example.org:5000`: the scheme is in the host, or is the schema or the type of the connection."""
    host = connection.host or ""
    if not host:
        raise Problem("use the connection `mlflow`: it has no host; expected one such as `https://mlflow.example.org`")
    if "://" not in host:
        schemes = [scheme for scheme in (connection.schema, connection.conn_type) if scheme in ("http", "https")]
        host = f"{schemes[0] if schemes else 'https'}://{host}"
    return f"{host}:{connection.port}" if connection.port else host


def _dvc_remote(connection: Connection) -> Mapping[str, str | None]:
    extra = connection.extra_dejson
    return {
        "AWS_ACCESS_KEY_ID": connection.login,
        "AWS_SECRET_ACCESS_KEY": connection.password,
        "AWS_SESSION_TOKEN": extra.get("aws_session_token"),
        "AWS_DEFAULT_REGION": extra.get("region_name"),
        "AWS_ENDPOINT_URL": extra.get("endpoint_url"),
    }


def _git(connection: Connection) -> Mapping[str, str | None]:
    return {"MLOPS_PUSH_LOGIN": connection.login, "MLOPS_PUSH_PASSWORD": connection.password}


READERS: dict[str, Callable[[Connection], Mapping[str, str | None]]] = {
    "mlflow": _mlflow,
    "dvc_remote": _dvc_remote,
    "git": _git,
}
