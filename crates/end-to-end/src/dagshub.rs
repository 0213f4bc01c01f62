//! A stand-in for DagsHub: what of it the pipeline meets, and nothing else.
//!
//! Below `/<owner>/<repository>.dvc` it takes and gives data as DVC's http remote sends and asks for it, and what is below
//! `/<owner>/<repository>.mlflow` it passes on to a real MLflow server. Everything asks for a user and a token.

use std::collections::BTreeMap;
use std::io::{self, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::http::{Kind, Message};
use crate::listener::Listener;
use crate::login::{self, basic};

/// A server that runs until it is dropped.
#[derive(Debug)]
pub struct DagsHub {
    listener: Listener,
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    /// `owner/name` of the only repository.
    repository: String,
    /// What the `Authorization` headers of its members are.
    members: Vec<String>,
    /// The MLflow server, which is below the same path.
    tracker: SocketAddr,
    files: Mutex<BTreeMap<String, Vec<u8>>>,
}

impl DagsHub {
    /// Serves `repository` (`owner/name`) to `members`, users with their tokens, with `tracker` as its MLflow. It listens on all
    /// addresses of this machine, because stages reach it from their containers.
    ///
    /// # Errors
    /// When there is no free port.
    pub fn start(
        repository: &str,
        members: &[(&str, &str)],
        tracker: SocketAddr,
    ) -> io::Result<Self> {
        let members = members.iter();
        let inner = Arc::new(Inner {
            repository: repository.to_owned(),
            members: members.map(|(user, token)| basic(user, token)).collect(),
            tracker,
            files: Mutex::default(),
        });
        let shared = Arc::clone(&inner);
        // A client may leave without a word, as DVC does when it has seen that a file is there.
        let serve = move |stream: &TcpStream| drop(shared.serve(stream));
        let listener = Listener::start(Ipv4Addr::UNSPECIFIED, serve)?;
        Ok(Self { listener, inner })
    }

    /// Where it is, for this machine and for its containers.
    #[must_use]
    pub fn host(&self) -> String {
        format!("http://host.docker.internal:{}", self.address().port())
    }

    /// Where it is for this machine alone.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.listener.address()
    }

    /// How many files it holds.
    #[must_use]
    pub fn file_count(&self) -> usize {
        locked(&self.inner.files).len()
    }
}

impl Inner {
    fn serve(&self, stream: &TcpStream) -> io::Result<()> {
        stream.set_nodelay(true)?;
        let mut reader = BufReader::new(stream.try_clone()?);
        while let Some(request) = Message::read(&mut reader, Kind::Request)? {
            self.answer(request)?.write(&mut &*stream, "keep-alive")?;
        }
        Ok(())
    }

    fn answer(&self, request: Message) -> io::Result<Message> {
        let is_allowed = login::is_one_of(&self.members, &request);
        if !is_allowed {
            return Ok(Message::response(401, "Unauthorized"));
        }
        let mut words = request.start.split(' ');
        let (method, path) = (words.next(), words.next().unwrap_or_default());
        let rest = path.strip_prefix(&format!("/{}", self.repository));
        match rest {
            Some(rest) if rest.starts_with(".mlflow/") => request.send(self.tracker),
            Some(rest) if rest.starts_with(".dvc/") => {
                let (method, name) = (method.unwrap_or_default().to_owned(), rest.to_owned());
                Ok(self.store(&method, name, request.body))
            }
            _ => Ok(Message::response(404, "Not Found")),
        }
    }

    /// DVC asks by GET whether a file is there, and sends it by POST.
    fn store(&self, method: &str, name: String, body: Vec<u8>) -> Message {
        let mut files = locked(&self.files);
        match (method, files.get(&name)) {
            ("POST", _) => {
                files.insert(name, body);
                Message::response(200, "OK")
            }
            ("GET", Some(file)) => Message {
                body: file.clone(),
                ..Message::response(200, "OK")
            },
            ("GET", None) => Message::response(404, "Not Found"),
            _ => Message::response(405, "Method Not Allowed"),
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn members_send_files_and_get_them_and_others_are_refused() {
        let nowhere = ([127, 0, 0, 1], 9).into();
        let server = DagsHub::start("ann/iris", &[("ann", "t0ken")], nowhere).unwrap();
        let send = |method: &str, path: &str, token: &str, body: &str| {
            let mut request = Message::request(method, path, server.address(), &Value::Null);
            request
                .headers
                .push(format!("authorization: {}", basic("ann", token)));
            request.body = body.as_bytes().to_vec();
            let answer = request.send(server.address()).unwrap();
            (answer.status(), String::from_utf8(answer.body).unwrap())
        };
        let file = "/ann/iris.dvc/files/md5/00/11";
        assert_eq!(send("GET", file, "t0ken", "").0, 404);
        assert_eq!(send("POST", file, "wrong", "data").0, 401);
        assert_eq!(send("POST", file, "t0ken", "data").0, 200);
        assert_eq!(send("GET", file, "t0ken", ""), (200, "data".to_owned()));
        assert_eq!(send("DELETE", file, "t0ken", "").0, 405);
        assert_eq!(send("GET", "/ann/other.dvc/files", "t0ken", "").0, 404);
        assert_eq!(server.file_count(), 1);
    }
}
