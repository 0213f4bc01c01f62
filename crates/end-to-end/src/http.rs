//! HTTP/1.1 messages, read with `httparse`: to ask a server, and to stand between one
//! and its client.

use std::fmt::Display;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use httparse::{EMPTY_HEADER, Header, Status};
use serde_json::Value;

/// How long a server may take for one response.
const READ_TIMEOUT: Duration = Duration::from_mins(1);
/// The most headers of one message.
const HEADER_LIMIT: usize = 64;

/// A request or a response.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// The first line, such as `GET /health HTTP/1.1` or `HTTP/1.1 200 OK`.
    pub start: String,
    /// The headers, each a line, without those that say how the body is sent.
    pub headers: Vec<String>,
    /// What follows them.
    pub body: Vec<u8>,
}

/// Who sends a message: the body of a response without a stated length lasts until the
/// connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From a client.
    Request,
    /// From a server.
    Response,
}

/// How the end of a body is told.
enum BodyEnd {
    Length(usize),
    LastChunk,
    Connection,
}

impl Message {
    /// A request for `path`, with `body` as JSON where it is not null.
    #[must_use]
    pub fn request(method: &str, path: &str, host: SocketAddr, body: &Value) -> Self {
        let body = match body {
            Value::Null => Vec::new(),
            other => other.to_string().into_bytes(),
        };
        Self {
            start: format!("{method} {path} HTTP/1.1"),
            headers: vec![
                format!("Host: {host}"),
                "Content-Type: application/json".to_owned(),
            ],
            body,
        }
    }

    /// A response without a body.
    #[must_use]
    pub fn response(status: u16, reason: &str) -> Self {
        Self {
            start: format!("HTTP/1.1 {status} {reason}"),
            ..Self::default()
        }
    }

    /// The status of a response, 0 when it has none.
    #[must_use]
    pub fn status(&self) -> u16 {
        let word = self.start.split(' ').nth(1);
        word.and_then(|word| word.parse().ok()).unwrap_or(0)
    }

    /// The value of a header, whose name is in small letters here.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter().filter_map(|line| line.split_once(": "));
        let found = headers.find(|(found, _)| found.eq_ignore_ascii_case(name))?;
        Some(found.1)
    }

    /// Reads one message; none when the other side has ended the connection.
    ///
    /// # Errors
    /// When the connection breaks within a message or it is not HTTP.
    pub fn read(from: &mut impl BufRead, kind: Kind) -> io::Result<Option<Self>> {
        let Some(head) = read_head(from)? else {
            return Ok(None);
        };
        let (mut message, body_end) = parse_head(&head, kind)?;
        message.body = match body_end {
            BodyEnd::LastChunk => read_chunks(from)?,
            BodyEnd::Length(length) => read_exactly(from, length)?,
            BodyEnd::Connection => read_rest(from)?,
        };
        Ok(Some(message))
    }

    /// Writes the message with its length and `connection`, `close` or `keep-alive`.
    ///
    /// # Errors
    /// When the connection breaks.
    pub fn write(&self, to: &mut impl Write, connection: &str) -> io::Result<()> {
        let mut head = self.start.clone();
        for header in &self.headers {
            head = head + "\r\n" + header;
        }
        let length = self.body.len();
        write!(
            to,
            "{head}\r\nContent-Length: {length}\r\nConnection: {connection}\r\n\r\n"
        )?;
        to.write_all(&self.body)?;
        to.flush()
    }

    /// Sends a request on a connection of its own and reads the response.
    ///
    /// # Errors
    /// When there is no connection or it breaks.
    pub fn send(&self, server: SocketAddr) -> io::Result<Self> {
        let mut stream = TcpStream::connect(server)?;
        stream.set_read_timeout(Some(READ_TIMEOUT))?;
        self.write(&mut stream, "close")?;
        let response = Self::read(&mut BufReader::new(stream), Kind::Response)?;
        response.ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }
}

/// The bytes up to and with the empty line; none when the connection has ended.
fn read_head(from: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    loop {
        match from.read_until(b'\n', &mut head)? {
            0 if head.is_empty() => return Ok(None),
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ if head.ends_with(b"\r\n\r\n") => return Ok(Some(head)),
            _ => {}
        }
    }
}

/// A message without its body, and how the body ends.
fn parse_head(head: &[u8], kind: Kind) -> io::Result<(Message, BodyEnd)> {
    let mut headers = [EMPTY_HEADER; HEADER_LIMIT];
    let (start, headers, without_length) = match kind {
        Kind::Request => {
            let mut request = httparse::Request::new(&mut headers);
            complete(request.parse(head))?;
            let (method, path) = (request.method, request.path);
            let start = format!(
                "{} {}",
                method.unwrap_or_default(),
                path.unwrap_or_default()
            );
            (start + " HTTP/1.1", request.headers, BodyEnd::Length(0))
        }
        Kind::Response => {
            let mut response = httparse::Response::new(&mut headers);
            complete(response.parse(head))?;
            let (code, reason) = (response.code, response.reason);
            let start = format!(
                "{} {}",
                code.unwrap_or_default(),
                reason.unwrap_or_default()
            );
            (
                format!("HTTP/1.1 {start}"),
                response.headers,
                BodyEnd::Connection,
            )
        }
    };
    let message = Message {
        start,
        headers: headers.iter().filter_map(end_to_end_header).collect(),
        body: Vec::new(),
    };
    Ok((message, body_end(headers).unwrap_or(without_length)))
}

/// How the headers say that the body ends.
fn body_end(headers: &[Header<'_>]) -> Option<BodyEnd> {
    let value = |name: &str| {
        let mut headers = headers.iter();
        let found = headers.find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(found.value).ok()
    };
    if value("transfer-encoding").is_some_and(|encoding| encoding.contains("chunked")) {
        return Some(BodyEnd::LastChunk);
    }
    let length = value("content-length")?.trim().parse().ok()?;
    Some(BodyEnd::Length(length))
}

/// A header as a line; none for those that concern one connection only.
fn end_to_end_header(header: &Header<'_>) -> Option<String> {
    let of_the_connection = [
        "content-length",
        "transfer-encoding",
        "connection",
        "keep-alive",
    ];
    let name = header.name.to_ascii_lowercase();
    let value = String::from_utf8_lossy(header.value);
    (!of_the_connection.contains(&name.as_str())).then(|| format!("{}: {value}", header.name))
}

/// What `httparse` found in bytes that hold all there is to find.
fn complete<T>(parsed: Result<Status<T>, impl Display>) -> io::Result<T> {
    match parsed {
        Ok(Status::Complete(found)) => Ok(found),
        Ok(Status::Partial) => Err(io::ErrorKind::UnexpectedEof.into()),
        Err(error) => Err(io::Error::new(
            io::ErrorKind::InvalidData,
            error.to_string(),
        )),
    }
}

fn read_exactly(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    Ok(body)
}

fn read_rest(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    from.read_to_end(&mut body)?;
    Ok(body)
}

fn read_chunks(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = Vec::new();
        from.read_until(b'\n', &mut line)?;
        let (_, size) = complete(httparse::parse_chunk_size(&line))?;
        if size == 0 {
            return skip_trailer(from).map(|()| body);
        }
        let size = usize::try_from(size).map_err(|_| io::ErrorKind::InvalidData)?;
        body.extend(read_exactly(from, size)?);
        let _end_of_chunk = read_exactly(from, 2)?;
    }
}

/// Reads the lines after the last chunk, the last of which is empty.
fn skip_trailer(from: &mut impl BufRead) -> io::Result<()> {
    loop {
        let mut line = Vec::new();
        match from.read_until(b'\n', &mut line)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            _ if line == b"\r\n" => return Ok(()),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str, kind: Kind) -> Message {
        Message::read(&mut text.as_bytes(), kind).unwrap().unwrap()
    }

    #[test]
    fn a_chunked_response_becomes_one_body() {
        let text = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nA: b\r\n\r\n";
        let response = parsed(text, Kind::Response);
        assert_eq!(
            (response.status(), response.body.as_slice()),
            (200, &b"abcde"[..])
        );
    }

    #[test]
    fn a_request_without_a_length_has_no_body_and_a_response_lasts_to_the_end() {
        let request = parsed("X / HTTP/1.1\r\nA: b\r\n\r\nrest", Kind::Request);
        assert_eq!(request.start, "X / HTTP/1.1");
        assert_eq!(request.headers, ["A: b"]);
        assert_eq!(request.body, b"");
        let response = parsed("HTTP/1.1 200 OK\r\n\r\nrest", Kind::Response);
        assert_eq!(response.body, b"rest");
    }

    #[test]
    fn what_is_written_reads_back() {
        let message = Message::request(
            "POST",
            "/x",
            ([127, 0, 0, 1], 80).into(),
            &serde_json::json!({"a": 1}),
        );
        let mut wire = Vec::new();
        message.write(&mut wire, "close").unwrap();
        let back = Message::read(&mut wire.as_slice(), Kind::Request)
            .unwrap()
            .unwrap();
        assert_eq!(
            (back.start, back.headers, back.body),
            (message.start, message.headers, message.body)
        );
    }

    #[test]
    fn a_connection_that_ends_within_a_message_is_an_error() {
        for text in [
            "GET / HTTP/1.1\r\nHost:",
            "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n",
        ] {
            let kind = if text.starts_with("GET") {
                Kind::Request
            } else {
                Kind::Response
            };
            let error = Message::read(&mut text.as_bytes(), kind).unwrap_err();
            assert_eq!(error.kind(), io::ErrorKind::UnexpectedEof, "{text:?}");
        }
        assert!(
            Message::read(&mut &b""[..], Kind::Request)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn what_is_not_http_is_an_error() {
        let error = Message::read(&mut &b"\0\r\n\r\n"[..], Kind::Request).unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::InvalidData);
    }
}
