//! The Python environment that can load the model, as files of its directory.

/// What `pip install -r requirements.txt` puts beside the model.
///
/// Ranges, not pins: a pin would make `mlflow.pyfunc.load_model` warn in every
/// environment but one. Both ends are tested: Python 3.11 with mlflow 2.11.0,
/// onnx 1.16.0, onnxruntime 1.17.3, numpy 1.26 and pandas 2, and with
/// mlflow 3.17.2, onnx 1.23.2, onnxruntime 1.32.0, numpy 2.4 and pandas 3.
const REQUIREMENTS: [&str; 5] = [
    "mlflow>=2.11,<4",
    "numpy>=1.26,<3",
    "onnx>=1.16,<2",
    "onnxruntime>=1.17,<2",
    "pandas>=2,<4",
];

/// The Python that the ranges were tested with.
pub(super) const PYTHON: &str = "3.11";

/// `requirements.txt`.
pub(super) fn requirements_txt() -> String {
    REQUIREMENTS.join("\n") + "\n"
}

/// `python_env.yaml`, which `--env-manager virtualenv` and `uv` read.
pub(super) fn python_env_yaml() -> String {
    format!(
        "python: \"{PYTHON}\"\n\
         build_dependencies:\n- pip\n- setuptools\n- wheel\n\
         dependencies:\n- -r requirements.txt\n"
    )
}

/// `conda.yaml`, which `--env-manager conda` reads.
pub(super) fn conda_yaml() -> String {
    let requirements = REQUIREMENTS.join("\n  - ");
    format!(
        "name: mlflow-env\nchannels:\n- conda-forge\ndependencies:\n\
         - python={PYTHON}\n- pip\n- pip:\n  - {requirements}\n"
    )
}
