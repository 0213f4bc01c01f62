//! What all requests for predictions have in common: limits, the body, and the work.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use hyper::body::Incoming;
use hyper::header::{CONNECTION, RETRY_AFTER};
use hyper::{Request, StatusCode};
use tokio::task::block_in_place;

use super::limits::body::{self, BodyProblem};
use super::response::{self, Answer};
use super::service::{Current, Service};

/// Bodies up to this length are answered at once; longer ones would keep other connections of the
/// thread waiting.
const SHORT: usize = 64 << 10;

/// Reads the body of a request within the limits, and has `work` answer it by the model of the moment.
pub(super) async fn predicted(
    service: &Service,
    request: Request<Incoming>,
    work: impl FnOnce(&Current, &[u8]) -> Answer,
) -> Answer {
    let Ok(_permit) = service.permits.try_acquire() else {
        return busy();
    };
    let limits = &service.limits;
    let Ok(_memory) = service
        .memory
        .try_acquire_many(body::kibibytes(&request, limits.max_body))
    else {
        return busy();
    };
    match body::read(request, limits.max_body, limits.timeout).await {
        Ok(body) => {
            let current = service.current();
            held(service, answered(body.len(), || work(&current, &body)))
        }
        Err(problem) => without_body(problem),
    }
}

/// The rest of the request is not read, and so no other one after it.
fn without_body(problem: BodyProblem) -> Answer {
    let status = match problem {
        BodyProblem::TooLong { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        BodyProblem::TooSlow { .. } => StatusCode::REQUEST_TIMEOUT,
        BodyProblem::Ended => StatusCode::BAD_REQUEST,
    };
    let answer = response::error(status, "BAD_REQUEST", &problem.to_string());
    response::with(answer, CONNECTION, "close")
}

/// The answer, if there is memory for it until its client has taken it.
fn held(service: &Service, mut answer: Answer) -> Answer {
    let Some(kibibytes) = answer.body().kibibytes() else {
        return answer;
    };
    match Arc::clone(&service.answers).try_acquire_many_owned(kibibytes) {
        Ok(memory) => {
            answer.body_mut().keep(memory);
            answer
        }
        Err(_) => busy(),
    }
}

fn busy() -> Answer {
    let message = "as many requests as the server takes at a time are being answered; try again";
    let answer = response::error(
        StatusCode::SERVICE_UNAVAILABLE,
        "TEMPORARILY_UNAVAILABLE",
        message,
    );
    response::with(answer, RETRY_AFTER, "1")
}

/// Does the work of a request with a body of this length. A panic in it is a bug of the server, which goes on.
fn answered(length: usize, work: impl FnOnce() -> Answer) -> Answer {
    let caught = || catch_unwind(AssertUnwindSafe(work));
    let answer = if length <= SHORT {
        caught()
    } else {
        block_in_place(caught)
    };
    answer.unwrap_or_else(|_| {
        let message = "the server failed on this request; its log says more";
        response::error(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_ERROR", message)
    })
}
