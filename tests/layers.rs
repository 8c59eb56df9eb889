//! The tree of modules: one imports only what stands above it in the `lib.rs` of its crate, and a `mod.rs` is a table of
//! contents.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::graph::{all_rust_files, root, rust_files, sources};

/// The modules of a crate in the order of its `lib.rs`, if that says that the order matters.
fn modules(source: &Path) -> Option<Vec<String>> {
    let text = std::fs::read_to_string(source.join("lib.rs")).unwrap();
    let name =
        |line: &str| Some(line.trim().trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';')?.to_owned());
    text.contains("A module imports only what is above it").then(|| text.lines().filter_map(name).collect())
}

/// A file without comments, and without the tests at its end, which may use anything.
fn code(path: &Path) -> String {
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// The module of its crate that a file belongs to.
fn module_of(path: &Path, source: &Path) -> String {
    let below = path.strip_prefix(source).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    first.trim_end_matches(".rs").to_owned()
}

/// Whether a file is of the program that people run: it alone prints, and ends the process.
fn is_command(path: &Path) -> bool {
    path.starts_with(root().join("src/command")) || path.ends_with("src/main.rs")
}

/// The modules that a file's code names: `crate::name::…` and `crate::{name::…, other}`.
fn named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| {
        text.trim_start().split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or("").to_owned()
    };
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        let Some(list) = rest.strip_prefix('{') else {
            found.insert(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut start = true;
        for (at, c) in list.char_indices() {
            if start && depth == 0 && c.is_alphanumeric() {
                found.insert(word(&list[at..]));
                start = false;
            }
            match c {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' => start = true,
                _ => {}
            }
        }
    }
    found
}

#[test]
fn a_module_imports_only_what_stands_above_it() {
    let mut wrong = Vec::new();
    let mut checked = 0;
    for source in sources() {
        let Some(modules) = modules(&source) else { continue };
        checked += 1;
        let place = |name: &str| modules.iter().position(|module| module == name);
        for file in rust_files(&source) {
            let module = module_of(&file, &source);
            // `memory` is of the program and not of the library: its allocator.
            if ["lib", "main", "memory"].contains(&module.as_str()) {
                continue;
            }
            let Some(own) = place(&module) else { panic!("{} belongs to no module of lib.rs", file.display()) };
            for other in named(&code(&file)) {
                match place(&other) {
                    Some(at) if at <= own => {}
                    Some(_) => {
                        wrong.push(format!("{}: `{module}` imports `{other}`, which stands below it", file.display()))
                    }
                    None => wrong.push(format!("{}: `{other}` is not a module of lib.rs", file.display())),
                }
            }
        }
    }
    assert!(checked >= 2 && modules(&root().join("src")).is_some(), "only {checked} crates say how they are layered");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn nothing_but_main_and_command_prints_or_exits() {
    for file in all_rust_files() {
        if is_command(&file) {
            continue;
        }
        let code = code(&file);
        for word in ["println!", "eprintln!", "process::exit", "std::env::", "dbg!"] {
            assert!(!code.contains(word), "{}: {word}", file.display());
        }
    }
}

/// The one file that may name oxigraph's store and its evaluator.
const ENGINE: &str = "crates/ask/src/store.rs";

#[test]
fn the_store_and_the_evaluator_are_known_in_one_file() {
    let mut named = BTreeSet::new();
    for file in all_rust_files() {
        // The formats of results are no part of the evaluator.
        let code = code(&file).replace("oxigraph::sparql::results", "");
        let names = ["oxigraph::store", "oxigraph::sparql", "oxigraph::{", "use oxigraph;", "spareval"];
        if names.iter().any(|name| code.contains(name)) {
            named.insert(file.strip_prefix(root()).unwrap().to_owned());
        }
    }
    let one: BTreeSet<PathBuf> = [PathBuf::from(ENGINE)].into();
    assert_eq!(named, one, "ask through `query::Ask`, whose types are ours");
}

/// `mod.rs` files that hold code of their own, with the reason.
const HOLDERS: &[(&str, &str)] = &[
    ("schema", "the tables that all other files of the folder fill or read"),
    ("literal", "what every reader of a value begins with"),
    ("export", "the one trait of all formats, and the choice between them"),
    ("command", "the choice between the commands"),
];

/// Whether a line may stand in a table of contents.
fn is_contents(line: &str) -> bool {
    let line = line.trim();
    line.is_empty()
        || ["//", "#[", "#!["].iter().any(|start| line.starts_with(start))
        || (["mod ", "pub mod ", "pub(crate) mod ", "pub use ", "pub(crate) use "].iter())
            .any(|start| line.starts_with(start))
}

#[test]
fn a_mod_file_is_a_table_of_contents() {
    let mut holders: BTreeSet<String> = BTreeSet::new();
    for file in all_rust_files().iter().filter(|file| file.file_name() == Some("mod.rs".as_ref())) {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(text.starts_with("//! "), "{} does not say what the module is", file.display());
        // A list of names may go over several lines.
        let mut listing = false;
        for line in text.lines() {
            let contents = listing || is_contents(line);
            if line.trim_start().starts_with("pub") && line.contains('{') && line.contains("use ") {
                listing = true;
            }
            listing &= !line.contains("};");
            if !contents {
                holders.insert(file.parent().unwrap().file_name().unwrap().to_string_lossy().into_owned());
            }
        }
        // Every file of the folder is declared.
        for sibling in std::fs::read_dir(file.parent().unwrap()).unwrap() {
            let path = sibling.unwrap().path();
            // Lists that a file compiles in stand beside it.
            if path.extension().is_some_and(|extension| extension == "txt") {
                continue;
            }
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            assert!(name == "mod" || text.contains(&format!("mod {name};")), "{} is not declared", path.display());
        }
    }
    let known: BTreeSet<String> = HOLDERS.iter().map(|(module, _)| (*module).to_owned()).collect();
    let new: Vec<_> = holders.difference(&known).collect();
    assert!(new.is_empty(), "these hold code in mod.rs, for no reason given here: {new:?}");
    let gone: Vec<_> = known.difference(&holders).collect();
    assert!(gone.is_empty(), "these no longer hold code in mod.rs: {gone:?}");
}

/// Files that read files of their own, with the reason.
const READERS: &[(&str, &str)] = &[
    ("source/file.rs", "the door itself"),
    ("origin.rs", "opens again what was opened there"),
    ("origin/spool.rs", "opens again what was opened there"),
    ("command/interrupt.rs", "what the system says of the process"),
    ("serve/src/listen.rs", "what the system says of the process"),
];

#[test]
fn files_are_opened_at_one_door() {
    for file in all_rust_files() {
        if READERS.iter().any(|(reader, _)| file.ends_with(reader)) {
            continue;
        }
        let text = std::fs::read_to_string(&file).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for word in ["File::open(", "fs::read(", "fs::read_to_string("] {
            assert!(
                !code.contains(word),
                "{}: {word} hides what is read from `source::file::was_read`",
                file.display()
            );
        }
    }
}
