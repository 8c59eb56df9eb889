//! The files of each crate: no two of them need each other, whether at once or by way of others.
//!
//! A file needs another where it names something of it: in a `use`, or in a path such as `super::name::thing`. What a file
//! shows on for others (`pub use`) it does not need itself; whoever names such a thing needs the file that has it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::support::graph::{rust_files_without_tests, sources};

/// The path of a module below the crate: `["time", "edtf"]`.
type Module = Vec<String>;

/// Circles that stay, each with its reason.
const STAYING: &[(&[&str], &str)] = &[];

/// What one file says of others.
#[derive(Default)]
struct File {
    /// What it names, as paths from the crate.
    names: Vec<Module>,
    /// What it shows on for others, by its name.
    shows: BTreeMap<String, Module>,
}

fn module(file: &Path, source: &Path) -> Module {
    let below = file.strip_prefix(source).unwrap().with_extension("");
    let mut parts: Module = below.iter().map(|part| part.to_string_lossy().into_owned()).collect();
    if parts.last().is_some_and(|last| last == "mod") || parts == ["lib"] {
        parts.pop();
    }
    parts
}

/// A file without comments, and without the tests at its end, which may use anything.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The paths of a `use`: `a::{b, c::{d as e}}` is `a::b` and `a::c::d`.
fn paths(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let Some((before, rest)) = tree.split_once('{') else {
        return vec![tree.split(" as ").next().unwrap_or_default().trim().to_owned()];
    };
    let (mut depth, mut part, mut all) = (0, String::new(), Vec::new());
    for c in rest.chars() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                all.push(std::mem::take(&mut part));
                continue;
            }
            _ => {}
        }
        part.push(c);
    }
    all.push(part);
    let inner = all.iter().filter(|part| !part.trim().is_empty()).flat_map(|part| paths(part));
    inner.map(|inner| format!("{before}{inner}")).collect()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A path from the crate. Nothing for what is of another crate, or a name of the file's own.
fn from_crate(path: &str, own: &Module, modules: &BTreeSet<Module>) -> Option<Module> {
    let parts: Vec<&str> = path.split("::").map(str::trim).collect();
    let rest = |skipped: usize| parts.iter().skip(skipped).map(|part| (*part).to_owned());
    match *parts.first()? {
        "crate" => Some(rest(1).collect()),
        "self" => Some(own.iter().cloned().chain(rest(1)).collect()),
        "super" => {
            let up = parts.iter().take_while(|part| **part == "super").count();
            Some(own.iter().take(own.len().checked_sub(up)?).cloned().chain(rest(up)).collect())
        }
        first => {
            let child: Module = own.iter().cloned().chain([first.to_owned()]).collect();
            modules.contains(&child).then(|| own.iter().cloned().chain(rest(0)).collect())
        }
    }
}

fn read(text: &str, own: &Module, modules: &BTreeSet<Module>) -> File {
    let mut file = File::default();
    let mut body = String::new();
    // A statement at a time, so that a `use` of several lines is one.
    for statement in text.split_inclusive(';') {
        let start = statement.rfind("use ").filter(|at| {
            let line = &statement[statement[..*at].rfind('\n').map_or(0, |line| line + 1)..*at];
            let line = line.trim();
            line.is_empty() || line == "pub" || line.starts_with("pub(") && line.ends_with(')')
        });
        let Some(start) = start else {
            body.push_str(statement);
            continue;
        };
        let shown = statement[..start].trim_end().ends_with([')', 'b']);
        body.push_str(&statement[..start]);
        for path in paths(statement[start + 4..].trim_end_matches(';')) {
            let Some(path) = from_crate(&path, own, modules) else { continue };
            match path.last() {
                Some(name) if shown => drop(file.shows.insert(name.clone(), path.clone())),
                _ => file.names.push(path),
            }
        }
    }
    // Paths within the code: `super::name::thing`, `name::thing`.
    for path in body.split(|c: char| !is_word(c) && c != ':').filter(|path| path.contains("::")) {
        file.names.extend(from_crate(path.trim_matches(':'), own, modules));
    }
    file
}

/// The file that a path leads to.
fn file_of(path: &[String], files: &BTreeMap<Module, File>) -> Option<Module> {
    let mut path = path.to_vec();
    // What is shown on is followed to where it stands; nothing is shown on more often than this.
    for _ in 0..8 {
        let length = (0..=path.len()).rev().find(|length| files.contains_key(&path[..*length]))?;
        let (found, rest) = path.split_at(length);
        let Some(next) = rest.first().and_then(|name| files[found].shows.get(name)) else {
            return Some(found.to_vec());
        };
        path = next.iter().chain(&rest[1..]).cloned().collect();
    }
    None
}

/// All that can be reached from a file.
fn reached(from: &Module, needs: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<Module> {
    let mut open = vec![from.clone()];
    let mut found = BTreeSet::new();
    while let Some(file) = open.pop() {
        open.extend(needs[&file].iter().filter(|other| found.insert((*other).clone())).cloned());
    }
    found
}

/// The circles: files each of which needs all others.
fn circles(source: &Path) -> Vec<BTreeSet<Module>> {
    let found = rust_files_without_tests(source);
    let texts: BTreeMap<Module, String> =
        found.iter().filter(|file| !file.ends_with("main.rs")).map(|file| (module(file, source), code(file))).collect();
    let modules: BTreeSet<Module> = texts.keys().cloned().collect();
    let files: BTreeMap<Module, File> =
        texts.iter().map(|(own, text)| (own.clone(), read(text, own, &modules))).collect();
    let needs: BTreeMap<Module, BTreeSet<Module>> = files
        .iter()
        .map(|(own, file)| {
            let others = file.names.iter().filter_map(|path| file_of(path, &files)).filter(|other| other != own);
            (own.clone(), others.collect())
        })
        .collect();
    let reach: BTreeMap<&Module, BTreeSet<Module>> = needs.keys().map(|file| (file, reached(file, &needs))).collect();
    let mut circles: Vec<BTreeSet<Module>> = Vec::new();
    for (file, there) in &reach {
        if there.contains(*file) && !circles.iter().any(|circle| circle.contains(*file)) {
            circles.push(there.iter().filter(|other| reach[*other].contains(*file)).cloned().collect());
        }
    }
    circles
}

fn shown(circle: &BTreeSet<Module>) -> String {
    circle.iter().map(|file| file.join("/")).collect::<Vec<_>>().join(", ")
}

#[test]
fn no_files_need_each_other() {
    let staying: BTreeSet<String> = STAYING.iter().map(|(files, _)| files.join(", ")).collect();
    let all: BTreeSet<String> =
        sources().iter().flat_map(|folder| circles(folder)).map(|circle| shown(&circle)).collect();
    let new: Vec<_> = all.difference(&staying).collect();
    assert!(new.is_empty(), "{} circles of files:\n{new:#?}", new.len());
    let gone: Vec<_> = staying.difference(&all).collect();
    assert!(gone.is_empty(), "these are not circles any more: {gone:#?}");
}

/// The test itself: a circle over three files, one of them by what another shows on, is found; what only shows on is none.
#[test]
fn a_circle_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    };
    write("a/mod.rs", "mod one;\nmod two;\npub use one::One;\npub use two::Two;\n");
    write("a/one.rs", "use super::{\n    two::{Two},\n};\npub struct One(Two);\n");
    write("a/two.rs", "use std::fmt;\npub struct Two(Box<crate::b::Three>);\n");
    write("b.rs", "use crate::a::{One as First};\npub struct Three(First);\n#[cfg(test)]\nmod tests {}\n");
    write("c.rs", "use crate::a::Two;\n// use crate::d::X;\npub struct C(Two);\n");
    write("d.rs", "use crate::c::C;\npub struct X(C);\n#[cfg(test)]\nmod tests {\n    use crate::e::E;\n}\n");
    write("e.rs", "pub struct E(crate::d::X);\n");
    let found: Vec<String> = circles(folder.path()).iter().map(shown).collect();
    assert_eq!(found, ["a/one, a/two, b"]);
}
