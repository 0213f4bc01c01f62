"""The pipeline of a checkout as a DAG of Airflow: one task for each stage of dvc.yaml, in the runner's container.

Each task is a step of `mlops task`. Those of a forest that is grown in parts are mapped over its plan.

- `steps`: what DVC would run, from dvc.yaml and the `.dvc` files, and in how many parts.
- `graph`: which step needs which.
- `commands`: what each kind of task runs.
- `commit`: whether a worker's checkout is at that of the run.
- `container`: what scripts/runner passes to Docker, for the operator.
- `settings`: the configuration of a run as the argument of `mlops exp`.
- `secrets`: connections of Airflow as variables of the container.
- `outcome`: what a container says.
- `operator`: the tasks. They and the DAG (`pipeline.py`) alone need Airflow.
"""
