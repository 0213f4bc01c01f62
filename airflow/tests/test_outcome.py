import unittest

from mlops_dag import outcome

DOCUMENT = b'{"stage":"train","skipped":true,"locks":{"train":"  train:\\n"}}'


class Outcome(unittest.TestCase):
    def split(self, *chunks: bytes) -> tuple[list[dict], bytes]:
        """What goes to the next steps, and what people see."""
        kept: list[dict] = []
        return kept, b"".join(outcome.for_people(chunks, kept.append))

    def test_the_document_for_the_next_steps_is_kept_and_not_shown(self) -> None:
        kept, shown = self.split(b"Running stage 'train':\n" + DOCUMENT + b"\nWARNING: late\n")
        self.assertEqual(kept, [{"stage": "train", "skipped": True, "locks": {"train": "  train:\n"}}])
        self.assertEqual(shown, b"Running stage 'train':\nWARNING: late\n")

    def test_a_document_without_anything_of_dvc_lock_is_one_as_well(self) -> None:
        self.assertEqual(self.split(b'{"stage":null,"skipped":false,"commit":"0a"}\n')[1], b"")
        kept, shown = self.split(b'{"stage":"train","skipped":false,"plan":["0..50"]}\n')
        self.assertEqual((kept[0]["plan"], shown), (["0..50"], b""))

    def test_it_is_found_wherever_the_stream_is_cut(self) -> None:
        text = "präzise\n".encode() + DOCUMENT + b"\nbye"
        for at in range(len(text)):
            with self.subTest(at):
                kept, shown = self.split(text[:at], text[at:])
                self.assertEqual((len(kept), shown), (1, "präzise\nbye".encode()))

    def test_other_json_is_shown(self) -> None:
        text = b'{"stage": "train"}\n[1]\nnull\n{}\n"stage skipped locks"\n'
        self.assertEqual(self.split(text), ([], text))

    def test_a_failure_is_told_in_the_words_of_the_stage(self) -> None:
        lines = ["train: failed to read `params.yaml`: line 3: …", "", "ERROR: failed to reproduce 'train': failed to run: mlops stage train, exited with 2"]
        self.assertEqual(
            outcome.complaint("train", 2, lines),
            "train ended with 2 (usage, params.yaml or settings): train: failed to read `params.yaml`: line 3: …",
        )
        self.assertEqual(outcome.complaint("train", 3, [*lines, "train: 2 of 5"]), outcome.complaint("train", 3, lines))
        self.assertEqual(outcome.complaint("train", 137, ["train: 1 of 5", "train: 2 of 5"]), "train ended with 137: train: 2 of 5")
        self.assertEqual(outcome.complaint("train", 99, []), "train ended with 99: it said nothing")

    def test_only_workers_that_share_nothing_are_given_another_try_after_a_kill(self) -> None:
        self.assertTrue(outcome.is_retryable(5, share=False))
        for code in (130, 137, 143, 255):
            self.assertEqual((outcome.is_retryable(code, share=True), outcome.is_retryable(code, share=False)), (True, False))
        for code in (2, 3, 4, 70):
            self.assertFalse(outcome.is_retryable(code, share=True))
