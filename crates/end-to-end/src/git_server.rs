//! A git server over HTTP that asks for a user and a token: git's own `git http-backend` does the work.

use std::io::{self, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;

use crate::http::{Kind, Message};
use crate::listener::Listener;
use crate::login::{self, basic};

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct GitServer {
    listener: Listener,
}

#[derive(Debug)]
struct Inner {
    /// The folder with the repositories.
    root: PathBuf,
    members: Vec<String>,
}

impl GitServer {
    /// Serves the repositories in the folder `root` to `member`, a user with a token, on this machine.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start(root: &Path, member: (&str, &str)) -> io::Result<Self> {
        let inner = Arc::new(Inner {
            root: root.to_owned(),
            members: vec![basic(member.0, member.1)],
        });
        let serve = move |stream: &TcpStream| drop(inner.serve(stream));
        let listener = Listener::start(Ipv4Addr::LOCALHOST, serve)?;
        Ok(Self { listener })
    }

    /// The address of the repository in the folder `name`.
    #[must_use]
    pub fn url(&self, name: &str) -> String {
        format!("http://{}/{name}", self.listener.address())
    }
}

impl Inner {
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(request) = Message::read(&mut reader, Kind::Request)? {
            let answer = if login::is_one_of(&self.members, &request) {
                self.ask_git(&request)?
            } else {
                let mut asks = Message::response(401, "Unauthorized");
                asks.headers
                    .push("WWW-Authenticate: Basic realm=\"git\"".to_owned());
                asks
            };
            answer.write(&mut &*stream, "keep-alive")?;
        }
        Ok(())
    }

    /// By the Common Gateway Interface (RFC 3875).
    fn ask_git(&self, request: &Message) -> io::Result<Message> {
        let mut words = request.start.split(' ');
        let (method, target) = (words.next(), words.next().unwrap_or_default());
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let header = |name| request.header(name).unwrap_or_default();
        let mut git = Command::new("git")
            .arg("http-backend")
            .env("GIT_PROJECT_ROOT", &self.root)
            .env("GIT_HTTP_EXPORT_ALL", "")
            .env("REQUEST_METHOD", method.unwrap_or_default())
            .env("PATH_INFO", path)
            .env("QUERY_STRING", query)
            .env("REMOTE_USER", "member")
            .env("CONTENT_TYPE", header("content-type"))
            .env("CONTENT_LENGTH", request.body.len().to_string())
            .env("HTTP_CONTENT_ENCODING", header("content-encoding"))
            .env("GIT_PROTOCOL", header("git-protocol"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut stdin = git.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
        stdin.write_all(&request.body)?;
        drop(stdin);
        Ok(answered(&git.wait_with_output()?.stdout))
    }
}

/// The response in what a program of that interface prints.
fn answered(printed: &[u8]) -> Message {
    let end = printed.windows(4).position(|four| four == b"\r\n\r\n");
    let end = end.unwrap_or(printed.len());
    let head = String::from_utf8_lossy(&printed[..end]);
    let mut answer = Message::response(200, "OK");
    for line in head.lines() {
        match line.strip_prefix("Status: ") {
            Some(status) => answer.start = format!("HTTP/1.1 {status}"),
            None => answer.headers.push(line.to_owned()),
        }
    }
    answer.body = printed.get(end + 4..).unwrap_or_default().to_vec();
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_and_a_body_are_taken_over() {
        let answer = answered(b"Status: 404 Not Found\r\nExpires: never\r\n\r\ngone");
        assert_eq!((answer.status(), answer.body), (404, b"gone".to_vec()));
        assert_eq!(answer.headers, ["Expires: never"]);
        assert_eq!(answered(b"Expires: never\r\n\r\n").status(), 200);
    }
}
