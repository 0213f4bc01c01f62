import unittest

from mlops_dag import settings
from mlops_dag.problem import Problem


class Settings(unittest.TestCase):
    def test_values_are_written_as_yaml_reads_them(self) -> None:
        conf = {"train.max_depth": 3, "train.model": "extra trees", "gate.hard": True, "train.class_weight": None, "a_b.c-d": 0.5}
        self.assertEqual(
            settings.of(conf), 'train.max_depth=3 train.model="extra trees" gate.hard=true train.class_weight=null a_b.c-d=0.5'
        )

    def test_a_list_is_several_values_to_try(self) -> None:
        self.assertEqual(settings.of({"train.max_depth": [3, None], "data.classes": [["a", "b"]]}), 'train.max_depth=3,null data.classes=["a", "b"]')

    def test_a_key_that_would_be_several_settings_is_refused(self) -> None:
        for key in ("train.max_depth=3 train.model", "", "a..b", "-x y"):
            with self.subTest(key), self.assertRaisesRegex(Problem, "is no key of `params.yaml`; expected one such as `train.max_depth`"):
                settings.of({key: 1})

    def test_a_list_without_values_is_refused(self) -> None:
        with self.assertRaisesRegex(Problem, "`train.max_depth` gets no value"):
            settings.of({"train.max_depth": []})
