//! A client for MLflow's REST interface.
