//! A server on loopback that answers as a test wants it to.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Folder, Run};

/// A server on loopback, and the requests that it has read: their heads and their bodies.
pub struct Endpoint {
    /// Where it listens.
    pub url: String,
    requests: Arc<Mutex<Vec<(String, String)>>>,
}

impl Endpoint {
    /// Answers every request as the function does, which gets the path.
    pub fn new(answer: impl Fn(&str, &mut TcpStream) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/sparql", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let heard = requests.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let (head, body) = request(&stream);
                let path = head.split_whitespace().nth(1).unwrap_or_default().to_owned();
                heard.lock().unwrap().push((head, body));
                answer(&path, &mut stream);
            }
        });
        Self { url, requests }
    }

    /// An address at which nobody answers.
    pub fn nowhere(url: &str) -> Self {
        Self { url: url.to_owned(), requests: Arc::default() }
    }

    /// Answers every request with the same bytes.
    pub fn with(status: &'static str, kind: &'static str, body: &'static str) -> Self {
        Self::new(move |_, stream| send(stream, status, &format!("Content-Type: {kind}\r\n"), body))
    }

    pub fn heard(&self) -> Vec<(String, String)> {
        self.requests.lock().unwrap().clone()
    }
}

fn request(stream: &TcpStream) -> (String, String) {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    let mut reader = BufReader::new(stream);
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line).is_ok_and(|read| read > 0) && line != "\r\n" {
        head.push_str(&line);
        line.clear();
    }
    let length = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    (head, String::from_utf8(body).unwrap())
}

/// What the program does with it is for the test to judge, so it may go away meanwhile.
pub fn send(stream: &mut TcpStream, status: &str, headers: &str, body: &str) {
    let length = body.len();
    let _ = write!(stream, "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}");
}

/// Runs the program where no proxy stands before loopback.
pub fn run(folder: &Folder, arguments: &[&str]) -> Run {
    let mut command = folder.command(arguments);
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    Run::of(&mut command, b"")
}
