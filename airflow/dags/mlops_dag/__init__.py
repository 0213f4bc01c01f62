"""The pipeline of a checkout as a DAG of Airflow: one task for each stage of dvc.yaml, in the runner's container.

- `steps`: what DVC would run, from dvc.yaml and the `.dvc` files.
- `graph`: which step needs which.
- `container`: what scripts/runner passes to Docker, for the operator.
- `settings`: the configuration of a run as the argument of `mlops exp`.
- `secrets`: connections of Airflow as variables of the container.
- `outcome`: what a container that has ended says.
- `operator`: the task. It and the DAG (`pipeline.py`) alone need Airflow.
"""
