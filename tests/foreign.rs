//! The ontology and the exports held against tools that are not ours, in Python (rdflib, pyoxigraph, pySHACL, owlrl) and
//! in C (raptor's `rapper`); the JSON Schemas of facts files and recipes against a validator in Python (jsonschema) and the language
//! server of editors (yaml-language-server, in JavaScript).
//!
//! Where these are not installed the tests say aloud that they are skipped, and pass. With `CHANCERY_FOREIGN=required` in
//! the environment, as in continuous integration, they fail instead. `CHANCERY_PYTHON` names another interpreter than
//! `python3`, `CHANCERY_NODE_MODULES` the folder in which `npm ci` was run with `tests/foreign/package.json`.

#![allow(clippy::panic, clippy::print_stderr)]

use std::ffi::OsString;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

fn required() -> bool {
    std::env::var_os("CHANCERY_FOREIGN").is_some_and(|value| value == "required")
}

/// Says that something is not there; fails where it must be. The test harness holds back what passing tests print, so
/// this goes past it.
fn missing(what: &str) {
    assert!(!required(), "{what}, and CHANCERY_FOREIGN=required");
    let _ = writeln!(std::io::stderr(), "SKIPPED: {what}; CHANCERY_FOREIGN=required makes this a failure");
}

/// The interpreter, if it has the modules.
fn python() -> Option<OsString> {
    let python = std::env::var_os("CHANCERY_PYTHON").unwrap_or_else(|| "python3".into());
    let import = Command::new(&python)
        .args(["-c", "import jsonschema, owlrl, pydantic_sarif, pyoxigraph, pyshacl, rdflib, yaml"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    if import.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    missing("no Python with rdflib, pyoxigraph, pyshacl, owlrl, jsonschema, pydantic_sarif and yaml");
    None
}

/// The folder with the language server, and the program to run it with, if both are there. Without Node.js there is
/// nothing to try; with it, and where foreign tools are required, the server must be there.
fn language_server() -> Option<std::path::PathBuf> {
    let node = Command::new("node").arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).status();
    if !node.is_ok_and(|status| status.success()) {
        let _ = writeln!(std::io::stderr(), "SKIPPED: no `node`, so no editor is tried");
        return None;
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = std::env::var_os("CHANCERY_NODE_MODULES")
        .map_or_else(|| root.join("target/ci-node"), |folder| root.join(folder));
    if folder.join("node_modules/yaml-language-server").is_dir() {
        return Some(folder);
    }
    missing("no yaml-language-server: run `npm ci` in a copy of tests/foreign, named by CHANCERY_NODE_MODULES");
    None
}

fn script(name: &str, arguments: &[&str]) {
    let Some(python) = python() else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign").join(name);
    // Byte code would lie about in the source tree.
    succeeds(name, Command::new(python).arg("-B").arg(path).args(arguments));
}

/// Runs a script, which says what it tried.
fn succeeds(name: &str, command: &mut Command) {
    let output =
        command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{name} cannot be started: {error}"));
    let said = String::from_utf8_lossy(&output.stdout);
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name} found faults:\n{said}\n{errors}");
    assert!(said.lines().filter(|line| line.starts_with("ok ")).count() > 20, "{name} tried too little:\n{said}");
}

#[test]
fn the_ontology_is_what_other_tools_take_it_for() {
    script("check_ontology.py", &[]);
}

#[test]
fn other_tools_read_and_accept_the_exports() {
    let rapper = Command::new("rapper").arg("--version").stdin(Stdio::null()).stdout(Stdio::null()).status();
    if !rapper.is_ok_and(|status| status.success()) {
        missing("no `rapper` (Debian: raptor2-utils)");
    }
    script("check_export.py", &[env!("CARGO_BIN_EXE_chancery")]);
}

#[test]
fn another_validator_judges_facts_files_as_the_program_does() {
    script("check_schema.py", &[env!("CARGO_BIN_EXE_chancery")]);
}

#[test]
fn another_validator_judges_recipes_as_the_program_does() {
    script("check_recipe_schema.py", &[env!("CARGO_BIN_EXE_chancery")]);
}

#[test]
fn an_editor_marks_completes_and_explains() {
    let Some(modules) = language_server() else { return };
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign/editor.mjs");
    succeeds("editor.mjs", Command::new("node").arg(path).arg(env!("CARGO_BIN_EXE_chancery")).arg(modules));
}

#[test]
fn another_engine_of_shacl_finds_the_same_faults() {
    script("check_validate.py", &[env!("CARGO_BIN_EXE_chancery")]);
}

#[test]
fn problems_are_sarif_as_its_schema_has_it() {
    script("check_sarif.py", &[env!("CARGO_BIN_EXE_chancery")]);
}

/// `data/items.py` adds what one row alone says of one entry alone; all else it lists.
#[test]
fn items_of_a_table_are_added_to_the_registry() {
    let Some(python) = python() else { return };
    let folder = crate::support::Folder::new();
    folder.file("registry/empty.yaml", "");
    folder.file(
        "registry/places.yaml",
        "entities:\n  - place: {id: ana, name: Ána, country: Peru}  # seen\n  - place:\n      id: bor\n      name: The Bor\n      country: Chad\n  \
         - place: {id: cal, name: Cal, wikidata: Q99999903}\n  - place: {id: dor, name: Dor}\n  - place: {id: dor-2, name: Dor}\n  \
         - place: {id: eva, name: Eva}\n  - place: {id: fin, name: Fin}\n  - state: {name: Gam}\n",
    );
    let rows = "name,item\nana,Q99999901\nBor,http://www.wikidata.org/entity/Q99999902\nCal,Q99999904\nDor,Q99999905\n\
                Eva,Q99999906\nEva,Q99999907\nFin,Q99999903\nGam,Q99999908\nHob,Q99999909\nIda,\n";
    folder.file("table.csv", rows);
    let before = folder.read("registry/places.yaml");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/items.py");
    let run = |more: &[&str]| {
        let mut command = Command::new(&python);
        let given = ["table.csv", "--item", "item", "--name", "name", "--kind", "place", "--registry", "registry"];
        let output = command.current_dir(folder.path()).arg(&path).args(given).args(more).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    };
    let listed = "ana\tQ99999901\twould be added\nBor\tQ99999902\twould be added\nCal\tQ99999904\tthe registry has Q99999903\n\
                  Dor\tQ99999905\tthe name of several entries\nEva\tQ99999906, Q99999907\tseveral items\n\
                  Fin\tQ99999903\tan item of another entry\n";
    assert_eq!(run(&[]), listed);
    assert_eq!(folder.read("registry/places.yaml"), before);
    assert_eq!(run(&["--write", "--source", "a table"]), listed.replace("would be added", "added"));
    let after = folder.read("registry/places.yaml");
    let expected = before
        .replace("country: Peru}  # seen", "country: Peru, wikidata: Q99999901}  # seen  # a table")
        .replace("country: Chad\n", "country: Chad\n      wikidata: Q99999902  # a table\n");
    assert_eq!(after, expected);
    assert!(run(&[]).starts_with("Cal\t"), "what is there is not added again");
}
