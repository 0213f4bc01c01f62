import unittest

from mlops_dag import outcome


class Outcome(unittest.TestCase):
    def test_a_step_that_dvc_did_not_run_is_skipped(self) -> None:
        stage = outcome.summary("train", ["Stage 'train' didn't change, skipping", "Data and pipelines are up to date."])
        self.assertEqual(stage, {"stage": "train", "skipped": True})
        self.assertTrue(outcome.summary("data.dvc", ["'data.dvc' didn't change, skipping"])["skipped"])

    def test_a_step_that_ran_is_not_even_if_another_did_not_change(self) -> None:
        lines = ["Stage 'ingest' didn't change, skipping", "Running stage 'train':", "{}", "[1]", "null"]
        self.assertEqual(outcome.summary("train", lines), {"stage": "train", "skipped": False})

    def test_the_last_line_of_json_about_the_step_counts(self) -> None:
        lines = ['{"stage": "train", "skipped": true}', '{"stage": "train", "skipped": false, "run": "0a"}', "bye"]
        self.assertEqual(outcome.summary("train", lines)["run"], "0a")

    def test_a_failure_is_told_in_the_words_of_the_stage(self) -> None:
        lines = ["train: failed to read `params.yaml`: line 3: …", "", "ERROR: failed to reproduce 'train': failed to run: mlops stage train, exited with 2"]
        self.assertEqual(
            outcome.complaint("train", 2, lines),
            "train ended with 2 (usage, params.yaml or settings): train: failed to read `params.yaml`: line 3: …",
        )
        self.assertEqual(outcome.complaint("train", 3, [*lines, "train: 2 of 5"]), outcome.complaint("train", 3, lines))
        self.assertEqual(outcome.complaint("train", 137, ["train: 1 of 5", "train: 2 of 5"]), "train ended with 137: train: 2 of 5")
        self.assertEqual(outcome.complaint("train", 99, []), "train ended with 99: it said nothing")
