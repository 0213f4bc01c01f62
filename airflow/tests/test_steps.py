from mlops_dag import steps
from mlops_dag.problem import Problem
from mlops_dag.steps import Scale

from .checkout import InCheckout


class Steps(InCheckout):
    def refused(self) -> str:
        with self.assertRaises(Problem) as raised:
            steps.read(self.root)
        return str(raised.exception)

    def test_they_are_the_imports_and_the_stages_with_values_of_params_in_their_paths(self) -> None:
        found = steps.read(self.root)
        self.assertEqual([step.name for step in found], ["data.dvc", "split", "score"])
        self.assertEqual(found[0].outs, ("data/source/iris.csv",))
        self.assertEqual(found[1].deps, ("data/source/iris.csv", "Cargo.lock"))
        self.assertEqual(found[1].outs, ("data/parts/train.csv",))
        self.assertEqual(found[2].outs, ("metrics/iris.json",))

    def test_a_file_that_dvc_only_keeps_is_no_step(self) -> None:
        self.write("data.dvc", "outs: [{path: data/source/goods.csv}]\n")
        self.assertEqual([step.name for step in steps.read(self.root)], ["split", "score"])

    def test_the_parts_of_a_forest_are_those_of_params_and_what_is_wrong_there_counts_as_one(self) -> None:
        self.assertEqual(steps.scale(self.root), Scale(1, 1))
        for section, expected in {
            "{shards: 8, jobs: 2}": Scale(8, 2),
            "{shards: 8}": Scale(8, 1),
            "{shards: true, jobs: many}": Scale(1, 1),
            "{shards: 0, jobs: 1.5}": Scale(1, 1),
            "8": Scale(1, 1),
        }.items():
            with self.subTest(section):
                self.write("params.yaml", f"scale: {section}\n")
                self.assertEqual(steps.scale(self.root), expected)

    def test_the_stages_of_this_checkout_are_read(self) -> None:
        root = steps.Path(__file__).resolve().parents[2]
        names = [step.name for step in steps.read(root)]
        for name in ("ingest", "preprocess", "train", "evaluate"):
            self.assertIn(name, names)

    def test_a_stage_that_is_not_run_by_mlops_is_refused(self) -> None:
        self.edit("dvc.yaml", "cmd: mlops stage score", "cmd: python score.py")
        self.assertEqual(
            self.refused(),
            "failed to read `dvc.yaml`: stage `score` has the cmd `python score.py`; expected `mlops stage score` (docs/add-a-stage.md)",
        )
        self.edit("dvc.yaml", "    cmd: python score.py\n", "")
        self.assertIn("stage `score` has the cmd none; expected", self.refused())

    def test_a_stage_without_an_image_is_refused(self) -> None:
        (self.root / "Dockerfile.score").unlink()
        self.assertEqual(
            self.refused(),
            "failed to read `dvc.yaml`: stage `score` has no image: there is no `Dockerfile.score` (docs/add-a-stage.md)",
        )

    def test_a_template_without_a_text_is_refused(self) -> None:
        for key in ("data.missing", "data.none", "data.flag", "data.name.more"):
            with self.subTest(key):
                self.setUp()
                self.edit("dvc.yaml", "${ data.name }", f"${{{key}}}")
                self.assertIn(f"expected a text at `{key}` of `params.yaml`", self.refused())

    def test_a_file_that_cannot_be_read_is_named(self) -> None:
        self.write("dvc.yaml", "stages: [")
        self.assertIn("failed to read `dvc.yaml`: line 1: ", self.refused())
        (self.root / "dvc.yaml").unlink()
        self.assertIn("MLOPS_CHECKOUT has to name a checkout", self.refused())
        self.write("dvc.yaml", "stages:\n")
        self.assertIn("it has no stages", self.refused())
