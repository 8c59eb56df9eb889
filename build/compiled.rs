//! The files of the ontology and the registry, read while the program is built, so that it need not parse them at each start.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use crate::names::Names;
use crate::{ontology, registry};

/// Writes what is made of each file into the folder of the build, and a list of these files for `builtin.rs`.
pub fn write() -> Result<(), String> {
    println!("cargo::rerun-if-changed=build");
    for shared in ["compact", "digest", "name"] {
        println!("cargo::rerun-if-changed=src/{shared}.rs");
    }
    let target = PathBuf::from(std::env::var_os("OUT_DIR").ok_or("cargo sets OUT_DIR")?);
    folder("ontology", "ttl", &target, &mut ontology::compiled)?;
    let mut names = Names::default();
    folder("data/registry", "yaml", &target, &mut |_, text| registry::compiled(text, &mut names))?;
    let to = target.join("names");
    std::fs::write(&to, names.table()).map_err(|error| format!("{}: {error}", to.display()))
}

/// Writes what is made of the files of a folder.
fn folder(
    folder: &str,
    extension: &str,
    target: &Path,
    compiled: &mut dyn FnMut(&str, &str) -> Result<Vec<u8>, String>,
) -> Result<(), String> {
    println!("cargo::rerun-if-changed={folder}");
    let failed = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let within = Path::new(folder);
    let entries = std::fs::read_dir(within).map_err(|error| failed(within, &error))?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>();
    paths.iter_mut().for_each(|paths| paths.sort());
    let mut list = String::from("&[\n");
    for path in paths.map_err(|error| failed(within, &error))? {
        let (Some(name), Some(stem)) = (path.file_name(), path.file_stem()) else { continue };
        if path.extension().is_none_or(|other| other != extension) {
            continue;
        }
        let text = std::fs::read_to_string(&path).map_err(|error| failed(&path, &error))?;
        let bytes = compiled(&stem.to_string_lossy(), &text).map_err(|error| failed(&path, &error))?;
        let to = target.join(format!("{}.compiled", name.to_string_lossy()));
        std::fs::write(&to, bytes).map_err(|error| failed(&to, &error))?;
        writeln!(list, "    ({:?}, include_bytes!({to:?})),", name.to_string_lossy()).map_err(|e| e.to_string())?;
    }
    list.push_str("]\n");
    let last = within.file_name().map(|name| target.join(name).with_extension("rs")).ok_or("a folder has a name")?;
    std::fs::write(&last, list).map_err(|error| failed(&last, &error))
}
