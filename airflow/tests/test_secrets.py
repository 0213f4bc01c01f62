import unittest
from types import SimpleNamespace
from typing import Any

from mlops_dag import secrets
from mlops_dag.problem import Problem


def connection(**fields: Any) -> SimpleNamespace:
    empty = dict.fromkeys(("host", "port", "schema", "login", "password")) | {"conn_type": "http", "extra_dejson": {}}
    return SimpleNamespace(**empty | fields)


MLFLOW = connection(host="mlflow.example.org", schema="https", port=8443, login="ann", password="s3cret")
REMOTE = connection(conn_type="aws", login="key", password="s3cret", extra_dejson={"region_name": "eu-central-1"})


class Secrets(unittest.TestCase):
    def test_connections_become_the_variables_that_mlflow_and_dvc_read(self) -> None:
        found = secrets.variables({"mlflow": MLFLOW, "dvc_remote": REMOTE}.get, ["mlflow", "dvc_remote"])
        self.assertEqual(
            found,
            {
                "MLFLOW_TRACKING_URI": "https://mlflow.example.org:8443",
                "MLFLOW_TRACKING_USERNAME": "ann",
                "MLFLOW_TRACKING_PASSWORD": "s3cret",
                "AWS_ACCESS_KEY_ID": "key",
                "AWS_SECRET_ACCESS_KEY": "s3cret",
                "AWS_DEFAULT_REGION": "eu-central-1",
            },
        )

    def test_who_pushes_a_branch_is_a_connection_as_well(self) -> None:
        found = secrets.variables({"git": connection(login="ann", password="t0ken")}.get, [])
        self.assertEqual(found, {"MLOPS_PUSH_LOGIN": "ann", "MLOPS_PUSH_PASSWORD": "t0ken"})

    def test_without_connections_there_are_no_variables(self) -> None:
        self.assertEqual(secrets.variables({}.get, []), {})

    def test_the_scheme_may_be_in_the_host_or_be_the_type(self) -> None:
        def address(**fields: Any) -> str:
            return secrets.variables({"mlflow": connection(**fields)}.get, [])["MLFLOW_TRACKING_URI"]

        self.assertEqual(address(host="http://10.0.0.1", port=5000), "http://10.0.0.1:5000")
        self.assertEqual(address(host="10.0.0.1"), "http://10.0.0.1")
        self.assertEqual(address(host="m.example.org", conn_type="generic"), "https://m.example.org")

    def test_a_connection_that_is_named_and_not_there_is_told_with_what_to_do(self) -> None:
        with self.assertRaises(Problem) as raised:
            secrets.variables({"mlflow": MLFLOW}.get, ["mlflow", "dvc_remote"])
        self.assertEqual(
            str(raised.exception),
            "failed to use the connection `dvc_remote`: there is none, and the Variable `mlops_connections` names it; add it under "
            "Admin > Connections, set AIRFLOW_CONN_DVC_REMOTE, or take it out of the Variable",
        )

    def test_no_message_shows_a_secret(self) -> None:
        with self.assertRaises(Problem) as raised:
            secrets.variables({"mlflow": connection(password="s3cret")}.get, [])
        self.assertIn("it has no host", str(raised.exception))
        self.assertNotIn("s3cret", str(raised.exception))

    def test_a_name_that_means_nothing_is_refused(self) -> None:
        with self.assertRaisesRegex(Problem, "`mlfow` that the Variable `mlops_connections` names: expected one of mlflow, dvc_remote, git"):
            secrets.variables({}.get, ["mlfow"])
