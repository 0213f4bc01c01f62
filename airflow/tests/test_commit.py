import tempfile
import unittest
from pathlib import Path

from mlops_dag import commit
from mlops_dag.problem import Problem


class Commit(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / ".git" / "refs" / "heads").mkdir(parents=True)
        self.write("HEAD", "ab12")

    def write(self, name: str, text: str) -> None:
        (self.root / ".git" / name).write_text(f"{text}\n")

    def test_a_checkout_that_is_behind_is_told_with_what_to_do(self) -> None:
        with self.assertRaises(Problem) as raised:
            commit.check(self.root, [None, {"commit": "cd34"}])
        self.assertEqual(
            str(raised.exception),
            f"failed to go on: the checkout `{self.root}` of this worker is at ab12, and the run began with cd34; update it: "
            "`git fetch && git checkout cd34 && make build`",
        )

    def test_one_at_the_commit_of_the_run_and_the_first_step_go_on(self) -> None:
        commit.check(self.root, [{"commit": "ab12"}, ["0..50"]])
        commit.check(self.root, [])

    def test_a_branch_stands_for_its_commit(self) -> None:
        self.write("HEAD", "ref: refs/heads/main")
        self.assertIsNone(commit.head(self.root))
        self.write("refs/heads/main", "cd34")
        self.assertEqual(commit.head(self.root), "cd34")
