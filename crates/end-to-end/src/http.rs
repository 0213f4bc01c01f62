//! As much of HTTP/1.1 as it takes to ask a server, and to stand between one and its client.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use serde_json::Value;

/// How long a server may take for one response.
const READ_TIMEOUT: Duration = Duration::from_mins(1);

/// A request or a response.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// The first line, such as `GET /health HTTP/1.1` or `HTTP/1.1 200 OK`.
    pub start: String,
    /// The lines after it, without those that say how long the body is.
    pub headers: Vec<String>,
    /// What follows them.
    pub body: Vec<u8>,
}

/// Who speaks: a response without a stated length lasts until the connection ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// From a client.
    Request,
    /// From a server.
    Response,
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

    /// An response without a body.
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

    /// Reads one message; none when the other side has ended the connection.
    ///
    /// # Errors
    /// When the connection breaks within a message or it is not HTTP.
    pub fn read(from: &mut impl BufRead, kind: Kind) -> io::Result<Option<Self>> {
        let Some(start) = line(from)? else {
            return Ok(None);
        };
        let mut message = Self {
            start,
            ..Self::default()
        };
        let (mut length, mut chunked) = (None, false);
        loop {
            let header = line(from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
            let (name, value) = header.split_once(':').unwrap_or((&header, ""));
            match name.to_ascii_lowercase().as_str() {
                "" => break,
                "content-length" => length = value.trim().parse::<usize>().ok(),
                "transfer-encoding" => chunked = value.contains("chunked"),
                "connection" | "keep-alive" => {}
                _ => message.headers.push(header),
            }
        }
        message.body = match length {
            _ if chunked => chunks(from)?,
            Some(length) => exactly(from, length)?,
            None if kind == Kind::Response => rest(from)?,
            None => Vec::new(),
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

fn line(from: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut line = String::new();
    if from.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    Ok(Some(line.trim_end().to_owned()))
}

fn exactly(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut body = vec![0; length];
    from.read_exact(&mut body)?;
    Ok(body)
}

fn rest(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    from.read_to_end(&mut body)?;
    Ok(body)
}

fn chunks(from: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let size = line(from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
        let size = usize::from_str_radix(size.trim(), 16)
            .map_err(|_| io::Error::from(io::ErrorKind::InvalidData))?;
        body.extend(exactly(from, size)?);
        let _ = line(from)?;
        if size == 0 {
            return Ok(body);
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
        let text =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
        let response = parsed(text, Kind::Response);
        assert_eq!(
            (response.status(), response.body.as_slice()),
            (200, &b"abcde"[..])
        );
    }

    #[test]
    fn a_request_without_a_length_has_no_body_and_a_response_lasts_to_the_end() {
        let text = "X / HTTP/1.1\r\nA: b\r\n\r\nrest";
        assert_eq!(parsed(text, Kind::Request).body, b"");
        assert_eq!(parsed(text, Kind::Response).body, b"rest");
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
}
