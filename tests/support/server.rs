//! A server that listens on a free port of this machine, and ends with the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Stdio};

use crate::support::Folder;

/// `chancery serve --reconcile`.
pub struct Server {
    child: Child,
    /// Where it listens, without a slash at the end.
    pub address: String,
    _folder: Folder,
}

impl Server {
    pub fn start() -> Self {
        let folder = Folder::new();
        let mut command = folder.command(&["serve", "--reconcile", "--port", "0"]);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the server starts");
        let mut said = String::new();
        let err = child.stderr.take().expect("its standard error");
        BufReader::new(err).read_line(&mut said).expect("it says where it listens");
        let at = said.find("http://").unwrap_or_else(|| panic!("no address: {said}"));
        let address = said[at..].split("/0.2").next().unwrap_or_default().to_owned();
        Self { child, address, _folder: folder }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
