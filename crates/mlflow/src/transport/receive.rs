//! Reading a response: into memory, or piece by piece into a file.

use std::path::Path;
use std::time::{Duration, SystemTime};

use reqwest::header::{DATE, LOCATION, RETRY_AFTER};
use tokio::io::{AsyncWriteExt, BufWriter};

use super::response::Response;
use crate::error::Error;

/// How many bytes of a download are written at once.
const WRITE_SIZE: usize = 1 << 20;

/// Reads a response to its end; the body of a good one goes to the file `sink` where
/// there is one. The outer error is a local one, which no repetition mends.
pub(super) async fn receive(
    mut response: reqwest::Response,
    sink: Option<&Path>,
) -> Result<Result<Response, reqwest::Error>, Error> {
    let header = |name| {
        let value = response.headers().get(name)?;
        value.to_str().ok().map(str::to_owned)
    };
    let mut received = Response {
        status: response.status(),
        location: header(LOCATION),
        retry_after: header(RETRY_AFTER).and_then(|value| retry_after(&value)),
        date: header(DATE).and_then(|value| httpdate::parse_http_date(&value).ok()),
        body: Vec::new(),
    };
    match sink {
        Some(path) if received.status.is_success() => {
            let written = write(&mut response, path).await?;
            Ok(written.map(|()| received))
        }
        _ => Ok(response.bytes().await.map(|body| {
            received.body = body.to_vec();
            received
        })),
    }
}

/// Writes a body to a file, piece by piece.
async fn write(
    response: &mut reqwest::Response,
    path: &Path,
) -> Result<Result<(), reqwest::Error>, Error> {
    let failed = |source| Error::Write {
        path: path.to_owned(),
        source,
    };
    let file = tokio::fs::File::create(path).await.map_err(failed)?;
    // Version 2 sends 8 KiB at a time, and each write is a trip to another thread.
    let mut file = BufWriter::with_capacity(WRITE_SIZE, file);
    loop {
        match response.chunk().await {
            Ok(Some(piece)) => file.write_all(&piece).await.map_err(failed)?,
            Ok(None) => break,
            Err(error) => return Ok(Err(error)),
        }
    }
    // What does not fit on the disk may be told only now.
    file.flush().await.map_err(failed)?;
    file.get_ref().sync_all().await.map_err(failed)?;
    Ok(Ok(()))
}

/// `Retry-After`: seconds, or a date (RFC 9110, section 10.2.3).
fn retry_after(value: &str) -> Option<Duration> {
    if let Ok(seconds) = value.trim().parse() {
        return Some(Duration::from_secs(seconds));
    }
    let moment = httpdate::parse_http_date(value.trim()).ok()?;
    // A date that has passed asks for no wait.
    Some(moment.duration_since(SystemTime::now()).unwrap_or_default())
}
