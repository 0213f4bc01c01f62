import unittest

from mlops_dag import container
from mlops_dag.problem import Problem

OPTIONS = [
    *("--rm", "--pull", "never", "--pid", "host", "--network", "host", "--add-host", "host.docker.internal:host-gateway"),
    *("--read-only", "--tmpfs", "/run/mlops:mode=1777", "--env", "HOME", "--env", "AWS_SECRET_ACCESS_KEY", "--env", "TERM"),
    *("--user", "1000:100", "--group-add", "100", "--group-add", "999", "--mount", "type=volume,source=old,target=/usr,readonly"),
    *("--mount", 'type=bind,"source=/a, ""b""","target=/a, ""b"""', "--workdir", '/a, "b"', "--label", "mlops.root=/a=b"),
    *("--env", "MLOPS_GIT_USER=Ann = B", "mlops-dvc-runner:old"),
]
ENVIRON = {"HOME": "/home/ann", "AWS_SECRET_ACCESS_KEY": "s3cret", "PATH": "/bin"}


class Container(unittest.TestCase):
    def setUp(self) -> None:
        self.found = container.of(OPTIONS, ENVIRON, image="mlops-dvc-runner:new", volume="new")

    def test_it_is_what_the_script_passes_with_the_image_and_volume_of_now(self) -> None:
        self.assertEqual(self.found.image, "mlops-dvc-runner:new")
        self.assertEqual((self.found.network, self.found.user, self.found.folder), ("host", "1000:100", '/a, "b"'))
        self.assertEqual(self.found.labels, {"mlops.root": "/a=b"})
        self.assertEqual(
            self.found.host,
            {
                "read_only": True,
                "tmpfs": {"/run/mlops": "mode=1777"},
                "pid_mode": "host",
                "group_add": ["100", "999"],
                "extra_hosts": {"host.docker.internal": "host-gateway"},
            },
        )

    def test_mounts_are_read_as_docker_reads_them(self) -> None:
        volume, bind = self.found.mounts
        self.assertEqual((volume["Source"], volume["Target"], volume["ReadOnly"], volume["Type"]), ("new", "/usr", True, "volume"))
        self.assertEqual((bind["Source"], bind["Target"], bind["ReadOnly"], bind["Type"]), ('/a, "b"', '/a, "b"', False, "bind"))

    def test_variables_that_are_only_named_come_from_the_environment_and_are_private(self) -> None:
        self.assertEqual(self.found.environment, {"MLOPS_GIT_USER": "Ann = B"})
        self.assertEqual(self.found.private, {"HOME": "/home/ann", "AWS_SECRET_ACCESS_KEY": "s3cret"})

    def test_an_option_that_would_be_lost_is_refused(self) -> None:
        with self.assertRaisesRegex(Problem, "unrecognized arguments: --cap-drop"):
            container.of([*OPTIONS[:-1], "--cap-drop", "ALL", "image"], {}, image="", volume="")
