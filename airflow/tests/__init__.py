"""Tests of what the DAG is derived from. They run in Airflow's image (crates/end-to-end/tests/airflow)."""
