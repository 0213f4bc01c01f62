//! What is answered at which path.

use std::time::Instant;

use hyper::body::Incoming;
use hyper::header::{CONNECTION, WWW_AUTHENTICATE};
use hyper::{Method, Request, StatusCode};

use super::docs::docs;
use super::inference;
use super::invocations::invocations;
use super::response::{self, Answer, wrong_method};
use super::service::Service;
use crate::inference::{Address, Subject};
use crate::metrics::Route;

/// What is asked for: the kind that is counted, and the model where one is named.
struct Asked {
    route: Route,
    address: Option<Address>,
}

/// Answers a request, and counts it.
pub(super) async fn answer(service: &Service, request: Request<Incoming>) -> Answer {
    let since = Instant::now();
    let _under_way = service.requests.begin();
    let asked = Asked::of(request.uri().path());
    let route = asked.route;
    let answer = routed(service, asked, request).await;
    service
        .requests
        .count(route, answer.status().as_u16(), since.elapsed());
    answer
}

impl Asked {
    fn of(path: &str) -> Self {
        let address = Address::parse(path);
        let route = match (path, address.as_ref().map(|address| address.subject)) {
            ("/invocations", _) => Route::Invocations,
            ("/ping" | "/health" | "/v2/health/live" | "/v2/health/ready", _) => Route::Health,
            ("/version", _) => Route::Version,
            ("/metrics", _) => Route::Metrics,
            ("/docs" | "/docs/style.css" | "/openapi.json", _) => Route::Docs,
            ("/v2" | "/v2/", _) => Route::ServerMetadata,
            (_, Some(Subject::Infer)) => Route::Infer,
            (_, Some(Subject::Ready | Subject::Metadata)) => Route::ModelMetadata,
            _ => Route::Unknown,
        };
        Self { route, address }
    }
}

async fn routed(service: &Service, asked: Asked, request: Request<Incoming>) -> Answer {
    // Those who look whether the server is there know no token.
    if asked.route != Route::Health && !service.token.allows(request.headers()) {
        return unauthorized();
    }
    if let Some(address) = asked.address {
        return inference::model(service, address, request).await;
    }
    match (asked.route, request.method()) {
        (Route::Invocations, &Method::POST) => invocations(service, request).await,
        (Route::Invocations, _) => wrong_method("POST"),
        (Route::Unknown | Route::Infer | Route::ModelMetadata, _) => {
            response::detail(StatusCode::NOT_FOUND, "Not Found")
        }
        (Route::Docs, _) => docs(service, request).await,
        (_, method) if method != Method::GET => wrong_method("GET"),
        (Route::Health, _) => health(request.uri().path()),
        (Route::Version, _) => response::json(StatusCode::OK, env!("CARGO_PKG_VERSION")),
        (Route::Metrics, _) => response::metrics(service.exposition()),
        (Route::ServerMetadata, _) => inference::server(),
    }
}

/// That the server is there, in the words of the protocol that asks.
fn health(path: &str) -> Answer {
    match path {
        "/ping" | "/health" => response::json(StatusCode::OK, "\n"),
        _ => inference::health(path),
    }
}

fn unauthorized() -> Answer {
    let message = "expected the header `Authorization: Bearer <token>` with the server's token";
    let answer = response::error(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
    // The body is not read.
    let answer = response::with(answer, CONNECTION, "close");
    response::with(answer, WWW_AUTHENTICATE, "Bearer")
}
