//! A server that listens on a free port of this machine, and ends with the test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::support::Folder;

/// `chancery serve --reconcile`.
pub struct Server {
    child: Child,
    /// Where it listens, without a slash at the end.
    pub address: String,
    _folder: Folder,
}

const SERVE: [&str; 4] = ["serve", "--reconcile", "--port", "0"];

impl Server {
    pub fn start() -> Self {
        let folder = Folder::new();
        let command = folder.command(&SERVE);
        Self::run(command, folder)
    }

    /// A server that may have so many files and connections open.
    pub fn with_descriptors(most: usize) -> Self {
        let folder = Folder::new();
        let mut command = Command::new("sh");
        command.args(["-c", &format!("ulimit -n {most}; exec \"$0\" \"$@\""), env!("CARGO_BIN_EXE_chancery")]);
        command.args(SERVE);
        Self::run(command, folder)
    }

    fn run(mut command: Command, folder: Folder) -> Self {
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the server starts");
        let mut said = String::new();
        let err = child.stderr.take().expect("its standard error");
        BufReader::new(err).read_line(&mut said).expect("it says where it listens");
        let at = said.find("http://").unwrap_or_else(|| panic!("no address: {said}"));
        let address = said[at..].split("/0.2").next().unwrap_or_default().to_owned();
        Self { child, address, _folder: folder }
    }

    /// The resident memory in KiB, as Linux tells it.
    pub fn memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("the server runs");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// The exit status after a signal.
    pub fn stopped(&mut self, signal: &str) -> Option<i32> {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args(["-s", signal, &id]).status().expect("kill runs");
        assert!(sent.success());
        self.child.wait().expect("it ends").code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
