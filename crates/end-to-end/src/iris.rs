//! The bundled dataset, by which the tests know what the pipeline gives. They set their clones up
//! for it, whatever dataset the checkout is set up for.

/// `params.yaml` for it.
pub const PARAMS: &str = include_str!("../../stage/tests/iris/params.yaml");
/// `data.dvc` for it.
pub const DATA_DVC: &str = include_str!("../../stage/tests/iris/data.dvc");
