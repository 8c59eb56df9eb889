//! What is said to a person on standard error, and the status that a run ends with.

use std::io::{IsTerminal, Write};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use super::report;
use chancery_model::tame;

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// All went well; exit status 0.
    Fine,
    /// The input has errors; they were reported. Exit status 1.
    Errors,
    /// The program could not run; the reason was reported. Exit status 2.
    CouldNotRun,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::Errors => 1,
            Status::CouldNotRun => 2,
        })
    }
}

/// Says something to the person at the terminal, who may have been given a name or a path that would move the cursor. A
/// standard error that is closed is not a reason to stop.
pub(super) fn say(text: &str) {
    say_tamed(&tame::text(text));
}

/// Says what has colours of its own and nothing else that is wild.
pub(super) fn say_tamed(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end_matches('\n'));
}

/// Says what is wrong with the arguments, or shows the help. In colours, unless an argument could have brought its own.
pub(super) fn tell_of_arguments(error: &clap::Error) {
    let wild = |argument: std::ffi::OsString| argument.to_string_lossy().contains(tame::is_wild);
    if error.use_stderr() && std::env::args_os().any(wild) {
        say(&error.to_string());
    } else {
        let _ = error.print();
    }
}

/// What is wrong with the arguments, without how they are written.
pub(super) fn of_arguments(error: &clap::Error) -> String {
    let text = error.to_string();
    let text = text.split("\n\nUsage:").next().unwrap_or_default().split("\n\nFor more").next().unwrap_or_default();
    text.trim_start_matches("error: ").trim().to_owned()
}

/// Why the program could not run, for reports that a program reads. It is for the whole process, as standard error is:
/// what is said there from any place is what such a report reports, and a place that forgot to hand it on would be silent.
static FAILURES: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Says why the program could not run.
pub(super) fn fail(text: &str) -> Status {
    say(&format!("error: {text}"));
    note_failure(text);
    Status::CouldNotRun
}

pub(super) fn note_failure(text: &str) {
    FAILURES.lock().unwrap_or_else(PoisonError::into_inner).push(text.to_owned());
}

/// Says that the temporary folder cannot be used, which it is and what names it.
pub(super) fn fail_temporary(error: &std::io::Error) -> Status {
    let variable = if cfg!(windows) { "TMP" } else { "TMPDIR" };
    let folder = std::env::temp_dir();
    let shown = folder.display();
    let why = match error.kind() {
        _ if !folder.exists() => "there is no such folder".to_owned(),
        _ if !folder.is_dir() => "it is not a folder".to_owned(),
        std::io::ErrorKind::PermissionDenied => "no permission to write into it".to_owned(),
        // The name of the temporary file is left out, because the user does not know it.
        _ => error.to_string().split(" at path \"").next().unwrap_or_default().to_owned(),
    };
    let named = match std::env::var_os(variable) {
        Some(value) if !value.is_empty() => format!("{variable} names it"),
        _ => format!("{variable} is not set"),
    };
    fail(&format!(
        "the temporary folder `{shown}` cannot be used: {why}; {named}; set {variable} to a folder that exists, can be \
         written into and has room"
    ))
}

/// What [`fail`] said so far.
pub(super) fn failures() -> Vec<String> {
    FAILURES.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Whether diagnostics are coloured: on a terminal, unless `NO_COLOR` is set (no-color.org).
pub(super) fn style() -> report::Style {
    let wanted = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    if wanted { report::Style::Coloured } else { report::Style::Plain }
}

/// A text with spaces after it, so that what follows is in a column. (`format!` takes no width above 65,535.)
pub(super) fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.chars().count())))
}
