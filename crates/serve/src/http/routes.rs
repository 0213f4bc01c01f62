//! What is answered at which path.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use bytes::Bytes;
use hyper::body::Incoming;
use hyper::header::{ALLOW, CONNECTION, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use hyper::{Method, Request, StatusCode};
use tokio::task::block_in_place;

use super::body;
use super::response::{self, Answer};
use super::service::{Current, Service};
use crate::metrics::Route;
use crate::scoring::{ContentType, read_rows};

/// Bodies up to this length are answered at once; longer ones would keep other connections of the
/// thread waiting.
const SHORT: usize = 64 << 10;

/// Answers a request, and counts it.
pub(super) async fn answer(service: &Service, request: Request<Incoming>) -> Answer {
    let since = Instant::now();
    let _under_way = service.requests.begin();
    let route = route(request.uri().path());
    let answer = routed(service, route, request).await;
    service
        .requests
        .count(route, answer.status().as_u16(), since.elapsed());
    answer
}

fn route(path: &str) -> Route {
    match path {
        "/invocations" => Route::Invocations,
        "/ping" | "/health" => Route::Health,
        "/version" => Route::Version,
        "/metrics" => Route::Metrics,
        _ => Route::Unknown,
    }
}

async fn routed(service: &Service, route: Route, request: Request<Incoming>) -> Answer {
    // Those who look whether the server is there know no token.
    if route != Route::Health && !service.token.allows(request.headers()) {
        return unauthorized();
    }
    match (route, request.method()) {
        (Route::Invocations, &Method::POST) => invocations(service, request).await,
        (Route::Invocations, _) => wrong_method("POST"),
        (Route::Unknown, _) => response::detail(StatusCode::NOT_FOUND, "Not Found"),
        (Route::Health, &Method::GET) => response::json(StatusCode::OK, "\n"),
        (Route::Version, &Method::GET) => response::json(StatusCode::OK, env!("CARGO_PKG_VERSION")),
        (Route::Metrics, &Method::GET) => response::metrics(service.exposition()),
        (Route::Health | Route::Version | Route::Metrics, _) => wrong_method("GET"),
    }
}

fn unauthorized() -> Answer {
    let message = "expected the header `Authorization: Bearer <token>` with the server's token";
    let answer = response::error(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
    // The body is not read.
    let answer = response::with(answer, CONNECTION, "close");
    response::with(answer, WWW_AUTHENTICATE, "Bearer")
}

fn wrong_method(allowed: &'static str) -> Answer {
    let answer = response::detail(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed");
    response::with(answer, ALLOW, allowed)
}

/// MLflow's scoring protocol.
async fn invocations(service: &Service, request: Request<Incoming>) -> Answer {
    let header = request.headers().get(CONTENT_TYPE);
    // A value that is no text is shown as well as it can be.
    let header = header.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let content_type = match ContentType::of(header.as_deref()) {
        Ok(content_type) => content_type,
        Err(problem) => {
            return response::plain(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem.to_string());
        }
    };
    let Ok(_permit) = service.permits.try_acquire() else {
        return busy();
    };
    let limits = &service.limits;
    match body::read(request, limits.max_body, limits.timeout).await {
        Ok(body) => answered(body.len(), || score(service, content_type, &body)),
        Err(refusal) => refusal,
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

fn score(service: &Service, content_type: ContentType, body: &Bytes) -> Answer {
    let current: &Current = &service.current();
    let signature = &current.model.signature;
    match read_rows(content_type, body, signature, service.limits.max_rows) {
        Ok(rows) => {
            let prediction = rows.predicted_by(&current.model.classifier);
            current.metrics.count(&rows, &prediction);
            response::json(StatusCode::OK, current.keys.write(&prediction))
        }
        Err(refusal) => response::json(StatusCode::BAD_REQUEST, refusal.to_json()),
    }
}
