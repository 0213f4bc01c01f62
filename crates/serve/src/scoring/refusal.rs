//! The answer to a request that is wrong.

use serde_json::json;

use crate::rows::RowsProblem;

/// Why a request is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct Refusal {
    /// MLflow's name of the error.
    pub code: &'static str,
    /// What was wrong, where, and what was expected.
    pub message: String,
}

impl Refusal {
    /// The body is not written as it must be.
    #[must_use]
    pub fn malformed(message: String) -> Self {
        Self {
            code: "BAD_REQUEST",
            message,
        }
    }

    /// As MLflow's server writes it.
    #[must_use]
    pub fn to_json(&self) -> String {
        json!({"error_code": self.code, "message": self.message}).to_string()
    }
}

/// The rows are not what the signature allows.
impl From<RowsProblem> for Refusal {
    fn from(problem: RowsProblem) -> Self {
        Self {
            code: "INVALID_PARAMETER_VALUE",
            message: problem.to_string(),
        }
    }
}
