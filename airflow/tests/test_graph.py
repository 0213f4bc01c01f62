import unittest

from mlops_dag import graph, steps
from mlops_dag.problem import Problem
from mlops_dag.steps import Step

from .checkout import InCheckout


class Graph(InCheckout):
    def test_a_step_comes_after_those_that_write_what_it_reads(self) -> None:
        found = steps.read(self.root)
        upstream = graph.upstream(found)
        self.assertEqual(upstream, {"data.dvc": [], "split": ["data.dvc"], "score": ["split"]})
        self.assertEqual(list(upstream), ["data.dvc", "split", "score"])
        self.assertEqual(graph.upstream(found[1:]), {"split": [], "score": ["split"]})

    def test_a_stage_that_is_added_has_its_place(self) -> None:
        self.edit("dvc.yaml", "stages:\n", "stages:\n  page:\n    cmd: mlops stage page\n    deps: [metrics/iris.json, data/parts/train.csv]\n")
        self.write("Dockerfile.page", "")
        self.assertEqual(graph.upstream(steps.read(self.root))["page"], ["split", "score"])

    def test_stages_that_need_each_other_are_named(self) -> None:
        self.edit("dvc.yaml", "Cargo.lock", "metrics/iris.json")
        with self.assertRaises(Problem) as raised:
            graph.upstream(steps.read(self.root))
        self.assertRegex(
            str(raised.exception),
            r"^failed to order the stages of `dvc.yaml`: they need each other \(`(split|score)` -> `(score|split)` -> `\1`\); take one of their `deps` away$",
        )


class Overlap(unittest.TestCase):
    def test_a_folder_and_what_is_in_it_meet_and_names_that_begin_alike_do_not(self) -> None:
        def meets(dep: str, out: str) -> bool:
            return graph.upstream([Step("a", (), (out,)), Step("b", (dep,), ())])["b"] == ["a"]

        self.assertTrue(meets("models", "models/model.onnx"))
        self.assertTrue(meets("models/model.onnx", "models"))
        self.assertFalse(meets("models/model.onnx", "models/model"))
        self.assertFalse(meets("data", "database/a.csv"))
