//! What stages took, as `mlops stage` writes it down in `.dvc/tmp/mlops/usage`.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::time::SystemTime;

use report_page::content;
use serde::{Deserialize, Serialize};

use crate::checkout::Checkout;

/// Where it is.
const FOLDER: &str = ".dvc/tmp/mlops/usage";

/// What a stage took when it ended well here last.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Usage {
    /// From the start of its container to its end.
    pub(crate) seconds: f64,
    /// The most memory that its program held, if it said so.
    pub(crate) peak_bytes: Option<u64>,
    /// When it ended: milliseconds since 1970, UTC.
    pub(crate) ended: u64,
}

impl Usage {
    /// Of a stage that ends now.
    pub(crate) fn until_now(seconds: f64, peak_bytes: Option<u64>) -> Self {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        let now = now.unwrap_or_default().as_millis();
        Self {
            seconds,
            peak_bytes,
            ended: u64::try_from(now).unwrap_or(u64::MAX),
        }
    }

    /// Writes it down for `stage`.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub(crate) fn write(&self, checkout: &Checkout, stage: &str) -> io::Result<()> {
        fs::create_dir_all(checkout.path(FOLDER))?;
        fs::write(path(checkout, stage), serde_json::to_vec(self)?)
    }
}

/// What is written down for `stage`; what is no such file counts as nothing.
pub(crate) fn read(checkout: &Checkout, stage: &str) -> Option<content::Usage> {
    let text = fs::read(path(checkout, stage)).ok()?;
    let usage: Usage = serde_json::from_slice(&text).ok()?;
    Some(content::Usage {
        seconds: usage.seconds,
        peak_bytes: usage.peak_bytes,
        ended: moment(usage.ended),
    })
}

/// Milliseconds since 1970 as `2026-11-23 07:25 UTC`.
pub(crate) fn moment(millis: u64) -> String {
    let moment = mlflow::utc(millis);
    format!("{} UTC", moment.get(..16).unwrap_or(&moment))
}

fn path(checkout: &Checkout, stage: &str) -> PathBuf {
    checkout.path(FOLDER).join(format!("{stage}.json"))
}
