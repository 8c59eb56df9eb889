//! What the tests of the program share: a folder of their own, a run of the binary, and its diagnostics taken apart.

pub mod cases;
pub mod endpoint;
pub mod entities;
pub mod graph;
pub mod quickstatements;
pub mod records;
pub mod server;

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A folder that is deleted afterwards. The program runs in it, so that paths in its messages are short.
pub struct Folder(tempfile::TempDir);

impl Folder {
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a temporary folder can be made"))
    }

    /// A folder that holds one file.
    pub fn with(name: &str, text: impl AsRef<[u8]>) -> Self {
        let folder = Self::new();
        folder.file(name, text);
        folder
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders above it.
    pub fn file(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file stands in a folder")).expect("a folder can be made");
        std::fs::write(&path, text).expect("a file can be written");
        path
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("the file is there and is text")
    }

    /// The names of all files, hidden ones too.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.path()).expect("the folder can be read");
        let name = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.expect("an entry can be read").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }

    /// The program with arguments, in this folder.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_chancery"));
        command.args(arguments).current_dir(self.path()).stdin(Stdio::null()).env_remove("RUST_BACKTRACE");
        command
    }

    /// Runs the program.
    pub fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments), b"")
    }

    /// Runs the program with something on its standard input.
    pub fn pipe(&self, input: impl AsRef<[u8]>, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).stdin(Stdio::piped()), input.as_ref())
    }
}

/// How a run ended.
pub struct Run {
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
    pub took: Duration,
}

impl Run {
    pub fn of(command: &mut Command, input: &[u8]) -> Self {
        let begun = Instant::now();
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        if let Some(mut stdin) = child.stdin.take() {
            // The program may stop reading; that is for the test to judge by its answer.
            let _ = stdin.write_all(input);
        }
        let output = child.wait_with_output().expect("the program ends");
        let run = Self {
            status: output.status.code(),
            out: String::from_utf8(output.stdout).expect("the result is UTF-8"),
            err: String::from_utf8(output.stderr).expect("messages are UTF-8"),
            took: begun.elapsed(),
        };
        run.has_no_panic();
        run
    }

    fn has_no_panic(&self) {
        for word in ["panicked", "RUST_BACKTRACE", "unwrap()", "overflowed its stack"] {
            assert!(!self.err.contains(word), "{}", self.err);
        }
    }

    /// The diagnostics of standard error, in order; the totals are none.
    pub fn said(&self) -> Vec<Said> {
        let mut all: Vec<Said> = Vec::new();
        for line in self.err.lines() {
            let title = ["error[", "warning[", "note["].iter().find_map(|word| line.strip_prefix(word));
            if let Some((code, message)) = title.and_then(|rest| rest.split_once("]: ")) {
                all.push(Said { code: code.to_owned(), message: message.to_owned(), ..Said::default() });
                continue;
            }
            let Some(said) = all.last_mut() else { continue };
            if let Some((_, place)) = line.split_once("--> ") {
                said.place = place.to_owned();
            } else if let Some((_, help)) = line.split_once("= help: ") {
                said.help.push(help.to_owned());
            } else if let Some((number, text)) = line.split_once('|') {
                let text = text.strip_prefix(' ').unwrap_or(text);
                if number.trim().parse::<u64>().is_ok() {
                    if said.excerpt.is_empty() {
                        text.clone_into(&mut said.excerpt);
                    }
                } else if said.marked.is_empty() && text.contains('^') {
                    // The characters above the carets.
                    let pairs = said.excerpt.chars().zip(text.chars());
                    said.marked = pairs.filter(|(_, mark)| *mark == '^').map(|(c, _)| c).collect();
                }
            }
        }
        all
    }

    /// The rows of a query whose results were written as JSON: of each value what is after its last `/` or `#`.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let told: serde_json::Value = serde_json::from_str(&self.out).unwrap();
        let columns: Vec<&str> =
            told["head"]["vars"].as_array().unwrap().iter().map(|one| one.as_str().unwrap()).collect();
        let value = |row: &serde_json::Value, column: &str| {
            let value = row[column]["value"].as_str().unwrap_or_default();
            value.rsplit(['/', '#']).next().unwrap_or_default().to_owned()
        };
        let all = told["results"]["bindings"].as_array().unwrap();
        all.iter().map(|row| columns.iter().map(|column| value(row, column)).collect()).collect()
    }

    /// The codes of the diagnostics.
    pub fn codes(&self) -> Vec<String> {
        self.said().into_iter().map(|said| said.code).collect()
    }

    /// Asserts that the input was refused: status 1, nothing on standard output.
    pub fn is_refused(&self) -> &Self {
        assert_eq!(self.status, Some(1), "{}", self.err);
        assert_eq!(self.out, "", "nothing may be written\n{}", self.err);
        self
    }

    /// Asserts that all is well, and gives the line with the counts up to the triples.
    pub fn counts(&self) -> &str {
        assert_eq!(self.status, Some(0), "{}", self.err);
        self.counts_said()
    }

    /// The line with the counts up to the triples.
    pub fn counts_said(&self) -> &str {
        let line = self
            .err
            .lines()
            .find(|line| line.contains(" reading") && line.contains(" made + "))
            .expect("the counts are told");
        line.split_once(';').map_or(line, |(counts, _)| counts)
    }
}

/// One diagnostic as it was shown.
#[derive(Debug, Default)]
pub struct Said {
    pub code: String,
    pub message: String,
    /// `path:line:column`; empty where there is no place.
    pub place: String,
    /// The line of the source, as it was shown.
    pub excerpt: String,
    /// What the carets stand under.
    pub marked: String,
    pub help: Vec<String>,
}

/// Takes an input in which `«…»` mark what the carets must stand under, one pair for each diagnostic; gives the input
/// without the marks and, for each, `line:column`, the line, and the marked text as far as it stands in that line.
pub fn unmark(text: &str) -> (String, Vec<(String, String, String)>) {
    let clean = text.replace(['«', '»'], "");
    let mut marks = Vec::new();
    for (number, (line, plain)) in text.lines().zip(clean.lines()).enumerate() {
        for (at, _) in line.match_indices('«') {
            let column = line[..at].chars().filter(|c| !matches!(c, '«' | '»')).count() + 1;
            let rest = &line[at + '«'.len_utf8()..];
            let marked = rest.split_once('»').map_or(rest, |(marked, _)| marked);
            marks.push((format!("{}:{column}", number + 1), plain.to_owned(), marked.to_owned()));
        }
    }
    (clean, marks)
}

/// Whether this process, and with it what it starts, ignores a signal, such as `HUP` below `nohup` and `INT` in a shell's
/// background (proc_pid_status(5), signal(7)). What it starts goes on after such a signal, as it should.
pub fn is_ignored(signal: &str) -> bool {
    let number = match signal.trim_start_matches('-') {
        "HUP" => 1,
        "INT" => 2,
        "TERM" => 15,
        _ => return false,
    };
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask >> (number - 1) & 1 == 1)
}
