//! No file of code is longer than 500 lines without its tests, and no function longer than 80: what has two subjects is two.

use std::path::PathBuf;

use crate::support::graph::{root, rust_files_without_tests, sources};

/// The longest file and the longest function, in lines.
const MOST: (usize, usize) = (500, 80);

/// Files and functions that are longer, each with its reason.
const LONGER: &[(&str, &str, &str)] = &[];

/// The functions of a file with their lengths: from the line of `fn` to the brace that closes it, as rustfmt indents it.
fn functions(code: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = code.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        let words: Vec<&str> = bare.split(' ').collect();
        let Some(place) = words.iter().position(|word| *word == "fn") else { continue };
        if line.ends_with(['}', ';']) {
            continue;
        }
        let before = ["pub", "const", "async", "unsafe", "pub(super)", "pub(crate)"];
        if !words[..place].iter().all(|word| before.contains(word)) {
            continue;
        }
        let name = words.get(place + 1).unwrap_or(&"").split(['(', '<']).next().unwrap_or_default();
        let close = format!("{}}}", " ".repeat(indent));
        if let Some(length) = lines[at..].iter().position(|line| *line == close) {
            found.push((name.to_owned(), length + 1));
        }
    }
    found
}

#[test]
fn files_and_functions_fit_on_a_few_screens() {
    let files: Vec<PathBuf> = sources().iter().flat_map(|source| rust_files_without_tests(source)).collect();
    assert!(files.len() > 200, "only {} files", files.len());
    let mut longer = Vec::new();
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        let name = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let lines = code.lines().count();
        if lines > MOST.0 {
            longer.push((name.clone(), String::new(), lines));
        }
        let long = functions(code).into_iter().filter(|(_, lines)| *lines > MOST.1);
        longer.extend(long.map(|(function, lines)| (name.clone(), function, lines)));
    }
    let is_known = |file: &str, function: &str| LONGER.iter().any(|(one, other, _)| *one == file && *other == function);
    let new: Vec<_> = longer.iter().filter(|(file, function, _)| !is_known(file, function)).collect();
    assert!(new.is_empty(), "longer than {MOST:?} lines, for no reason given here: {new:#?}");
    let is_there = |file: &str, function: &str| longer.iter().any(|(one, other, _)| one == file && other == function);
    let gone: Vec<_> = LONGER.iter().filter(|(file, function, _)| !is_there(file, function)).collect();
    assert!(gone.is_empty(), "these are no longer too long: {gone:#?}");
}

#[test]
fn the_length_of_a_function_is_found() {
    let code = "impl A {\n    /// One.\n    pub(super) fn one(&self) {\n        if true {\n        }\n    }\n}\n\nfn two<T>() {}\n\nasync fn three() {\n}\n";
    assert_eq!(functions(code), [("one".to_owned(), 4), ("three".to_owned(), 2)]);
}
