//! Help, completions and manual pages: every command has them, and they hold for the programs that read them.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Folder, Run};

/// The commands of the program as its help lists them, nested ones with their parents: `export`, `new dossier`.
fn commands(folder: &Folder, above: &[&str]) -> Vec<Vec<String>> {
    let help = folder.run(&[above, &["--help"]].concat());
    assert_eq!(help.status, Some(0), "{}", help.err);
    let Some((_, rest)) = help.out.split_once("\nCommands:\n") else { return Vec::new() };
    let mut found = Vec::new();
    for line in rest.lines().take_while(|line| line.starts_with("  ")) {
        // Deeper lines go on with what a command does.
        let Some(name) = line.strip_prefix("  ").filter(|line| !line.starts_with(' ')) else { continue };
        let name = name.split_whitespace().next().unwrap();
        if name == "help" {
            continue;
        }
        let command: Vec<&str> = [above, &[name]].concat();
        found.push(command.iter().map(|word| (*word).to_owned()).collect());
        found.extend(commands(folder, &command));
    }
    found
}

/// A program of the system; where it is not there, the skip is said aloud.
fn system(program: &str, arguments: &[&str], input: &[u8]) -> Option<Run> {
    let there = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    if !there {
        // Written past the test harness, which keeps what a passing test prints to itself.
        let _ = writeln!(std::io::stderr(), "SKIPPED: `{program}` is not installed");
        return None;
    }
    Some(Run::of(Command::new(program).args(arguments).stdin(Stdio::piped()), input))
}

#[test]
fn every_command_has_examples_in_its_help() {
    let folder = Folder::new();
    let commands = commands(&folder, &[]);
    assert!(commands.len() >= 8, "{commands:?}");
    for command in &commands {
        let words: Vec<&str> = command.iter().map(String::as_str).collect();
        let help = folder.run(&[&words[..], &["--help"]].concat());
        let (_, examples) = help.out.split_once("\nExamples:\n").unwrap_or_else(|| panic!("{command:?} has none"));
        let named = format!("chancery {}", command.join(" "));
        assert!(examples.contains(&named), "the examples of {command:?} do not show it: {examples}");
    }
}

#[test]
fn every_command_has_a_page_of_the_manual() {
    let folder = Folder::new();
    let run = folder.run(&["man", "--output", "pages/man1"]);
    assert_eq!((run.status, run.out.as_str()), (Some(0), ""), "{}", run.err);
    let mut expected = vec!["chancery.1".to_owned()];
    expected.extend(commands(&folder, &[]).iter().map(|command| format!("chancery-{}.1", command.join("-"))));
    expected.sort();
    let pages = Folder::names(&folder);
    assert_eq!(pages, ["pages"]);
    let mut found: Vec<String> = std::fs::read_dir(folder.path().join("pages/man1"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .collect();
    found.sort();
    assert_eq!(found, expected);
    for name in &found {
        let page = folder.read(&format!("pages/man1/{name}"));
        let title = name.trim_end_matches(".1");
        assert!(page.contains(&format!(".TH {title} 1")), "{page}");
        for section in [".SH NAME", ".SH SYNOPSIS", "Examples:"] {
            assert!(page.contains(section), "{name} has no {section}\n{page}");
        }
        let path = folder.path().join("pages/man1").join(name);
        if let Some(run) = system("man", &["-l", "-Tutf8", path.to_str().unwrap()], b"") {
            // An example may be wider than the page of a terminal.
            let told = run.err.lines().find(|line| !line.contains("can't break line"));
            assert_eq!((run.status, told), (Some(0), None), "{name}");
            assert!(run.out.starts_with(&format!("{title}(1)")), "{}", run.out);
        }
    }
    let all = folder.run(&["man"]);
    assert_eq!(all.status, Some(0));
    assert_eq!(all.out.matches(".TH ").count(), found.len());
    // Pages that are there are replaced.
    assert_eq!(folder.run(&["man", "--output", "pages/man1"]).status, Some(0));
}

#[test]
fn completions_are_scripts_that_their_shells_read() {
    let folder = Folder::new();
    let commands = commands(&folder, &[]);
    for (shell, check) in [
        ("bash", Some(("bash", &["-n"][..]))),
        ("zsh", Some(("zsh", &["-n", "-s"]))),
        ("fish", Some(("fish", &["--no-execute", "/dev/stdin"]))),
        ("elvish", None),
        ("powershell", None),
    ] {
        let run = folder.run(&["completions", shell]);
        assert_eq!((run.status, run.err.as_str()), (Some(0), ""));
        for command in &commands {
            assert!(run.out.contains(command.last().unwrap().as_str()), "{shell} does not know {command:?}");
        }
        assert!(run.out.contains("keep-going"), "{shell} does not know the options");
        if let Some((program, arguments)) = check
            && let Some(read) = system(program, arguments, run.out.as_bytes())
        {
            assert_eq!((read.status, read.err.as_str()), (Some(0), ""), "{shell}");
        }
    }
}

#[test]
fn bash_completes_commands() {
    let folder = Folder::new();
    let script = folder.run(&["completions", "bash"]).out;
    let ask = "\nCOMP_WORDS=(chancery exp); COMP_CWORD=1; _chancery chancery exp chancery; echo \"${COMPREPLY[@]}\"\n";
    if let Some(run) = system("bash", &["--norc"], format!("{script}{ask}").as_bytes()) {
        assert_eq!((run.status, run.out.trim()), (Some(0), "export"), "{}", run.err);
    }
}

#[test]
fn wrong_arguments_are_refused() {
    let folder = Folder::with("file", "");
    for arguments in [
        &["completions"][..],
        &["completions", "tcsh"],
        &["completions", "bash", "zsh"],
        &["man", "--output"],
        &["man", "nonsense"],
        &["man", "--output", "file"],
        &["man", "--output", "file/below"],
    ] {
        let run = folder.run(arguments);
        assert_eq!((run.status, run.out.as_str()), (Some(2), ""), "{arguments:?}\n{}", run.err);
        assert!(run.err.starts_with("error: "), "{}", run.err);
    }
    assert_eq!(folder.names(), ["file"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_told() {
    for arguments in [&["man"][..], &["completions", "zsh"]] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let folder = Folder::new();
        let output = folder.command(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        assert_eq!(output.status.code(), Some(2));
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(err.contains("cannot be written to standard output"), "{err}");
    }
}
