//! What a person asks of the registry: list the versions, promote one, roll back, report.
//!
//! Each gives a value that prints as a person is to see it.

mod models;
mod promote;
mod report;
mod rollback;

pub use models::{ModelTable, models};
pub use promote::{Change, Promoted, promote, promote_run};
pub use report::{Report, ReportInputs, Standing, Versions, report, run_link};
pub use rollback::rollback;
