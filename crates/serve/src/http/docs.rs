//! The page for people, and the description of all paths.

use hyper::body::Incoming;
use hyper::header::CONTENT_SECURITY_POLICY;
use hyper::{Method, Request, StatusCode};

use super::prediction::predicted;
use super::response::{self, Answer, wrong_method};
use super::service::{Current, Service};
use crate::page::{self, Form, POLICY, STYLE, Said};

/// Answers `/docs`, `/docs/style.css` and `/openapi.json`.
pub(super) async fn docs(service: &Service, request: Request<Incoming>) -> Answer {
    match (request.uri().path(), request.method()) {
        ("/docs", &Method::GET) => {
            let current = service.current();
            let form = Form::empty(&current.model.signature);
            html(&current, &form, &Said::Nothing, StatusCode::OK)
        }
        ("/docs", &Method::POST) => predicted(service, request, typed).await,
        ("/docs/style.css", &Method::GET) => response::css(STYLE),
        (_, &Method::GET) => {
            let description = page::describe(&service.current().model);
            response::json(StatusCode::OK, description.to_string())
        }
        _ => wrong_method("GET"),
    }
}

fn typed(current: &Current, body: &[u8]) -> Answer {
    let signature = &current.model.signature;
    let form = Form::parse(body, signature);
    match form.row(signature) {
        Ok(rows) => html(
            current,
            &form,
            &Said::Prediction(&current.predict(&rows)),
            StatusCode::OK,
        ),
        Err(problem) => html(
            current,
            &form,
            &Said::Problem(&problem),
            StatusCode::BAD_REQUEST,
        ),
    }
}

fn html(current: &Current, form: &Form, said: &Said<'_>, status: StatusCode) -> Answer {
    let answer = response::html(status, page::render(&current.model, form, said));
    response::with(answer, CONTENT_SECURITY_POLICY, POLICY)
}
