//! What several tests share: runs of the program, and its exports as sets of statements.

use std::collections::BTreeSet;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chancery::diagnostic::Diagnostics;
use chancery::export::{self, Format};
use chancery::origin::Files;
use chancery::pipeline::{self, Loaded, Options, Outcome};
use chancery::schema::Schema;
use oxigraph::io::{JsonLdProfileSet, RdfFormat, RdfParser};
use oxigraph::model::Quad;

/// The folder of the package.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The folders of source code, of the package and of each crate below it; each has its `lib.rs`.
pub fn sources() -> Vec<PathBuf> {
    let crates = std::fs::read_dir(root().join("crates")).unwrap().map(|entry| entry.unwrap().path().join("src"));
    let mut found: Vec<PathBuf> = crates.chain([root().join("src")]).collect();
    found.sort();
    assert!(found.len() > 4 && found.iter().all(|folder| folder.join("lib.rs").is_file()), "{found:?}");
    found
}

/// The Rust files below a folder, in the order of their paths.
pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// The Rust files of all crates.
pub fn all_rust_files() -> Vec<PathBuf> {
    sources().iter().flat_map(|source| rust_files(source)).collect()
}

/// The same without the files that hold nothing but tests.
pub fn rust_files_without_tests(folder: &Path) -> Vec<PathBuf> {
    rust_files(folder).into_iter().filter(|path| !path.ends_with("tests.rs")).collect()
}

/// The folder of real inputs beside the project; where it is not told, the skip is said aloud.
pub fn real_data(test: &str) -> Option<PathBuf> {
    let folder = std::env::var_os("CHANCERY_REAL_DATA").map(PathBuf::from);
    if folder.is_none() {
        // Written past the test harness, which keeps what a passing test prints to itself.
        let _ = writeln!(
            std::io::stderr(),
            "SKIPPED: {test} needs the real inputs; set CHANCERY_REAL_DATA to their folder"
        );
    }
    folder
}

/// The built-in schema, compiled once.
pub fn loaded() -> &'static Loaded {
    static LOADED: OnceLock<Loaded> = OnceLock::new();
    LOADED.get_or_init(|| {
        let files = Files::new();
        let mut diagnostics = Diagnostics::new();
        let loaded = pipeline::load_schema(&Options::default(), &files, &mut diagnostics);
        loaded.unwrap_or_else(|| panic!("the built-in ontology does not compile:\n{}", told(&diagnostics, &files)))
    })
}

/// A run of the pipeline, whatever came of it.
pub struct Run<'s> {
    pub schema: &'s Schema,
    pub outcome: Outcome,
    pub diagnostics: Diagnostics,
    pub files: Files,
}

impl<'s> Run<'s> {
    /// Reads sources with a schema that was compiled before.
    pub fn new(loaded: &'s Loaded, options: &Options) -> Self {
        let files = Files::new();
        let mut diagnostics = Diagnostics::new();
        let outcome = pipeline::run(options, loaded, &files, &mut diagnostics, &|_| {})
            .expect("the temporary folder can be written");
        Self { schema: &loaded.schema, outcome, diagnostics, files }
    }

    /// The same, and a panic that shows every diagnostic where there is an error.
    pub fn good(loaded: &'s Loaded, options: &Options) -> Self {
        let run = Self::new(loaded, options);
        assert!(!run.diagnostics.has_errors(), "{}", told(&run.diagnostics, &run.files));
        run
    }

    /// The facts in a format.
    pub fn bytes(&self, format: Format) -> Vec<u8> {
        let mut out = Vec::new();
        export::write(format, self.schema, &self.outcome.graphs, &self.outcome.sorted, &mut out)
            .unwrap_or_else(|error| panic!("{format}: {error}"));
        out
    }

    /// The facts as statements.
    pub fn quads(&self) -> Vec<Quad> {
        quads(Format::NQuads, &self.bytes(Format::NQuads))
    }

    /// Every diagnostic as `line: code: message`.
    pub fn told(&self) -> String {
        told(&self.diagnostics, &self.files)
    }
}

/// Every diagnostic as `file:line: code: message`.
pub fn told(diagnostics: &Diagnostics, files: &Files) -> String {
    let mut out = String::new();
    for diagnostic in diagnostics.sorted() {
        let place = diagnostic.origin.map(|origin| files.locate(origin));
        let place = place.map(|location| {
            let name = location.path.rsplit('/').next().unwrap_or_default().to_owned();
            let line = location.position.map_or(0, |position| position.line);
            format!("{name}:{line}: ")
        });
        let line = format!("{}{}: {}\n", place.unwrap_or_default(), diagnostic.code, diagnostic.message);
        out.push_str(&line);
    }
    out
}

/// The parser of another hand for a format of ours.
pub fn rdf_format(format: Format) -> RdfFormat {
    match format {
        Format::Turtle => RdfFormat::Turtle,
        Format::TriG => RdfFormat::TriG,
        Format::NTriples => RdfFormat::NTriples,
        Format::NQuads | Format::CanonicalNQuads => RdfFormat::NQuads,
        Format::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        Format::RdfXml => RdfFormat::RdfXml,
    }
}

/// What a parser finds in an export.
pub fn quads(format: Format, bytes: &[u8]) -> Vec<Quad> {
    RdfParser::from_format(rdf_format(format))
        .for_slice(bytes)
        .map(|quad| {
            quad.unwrap_or_else(|error| panic!("{format} is not read: {error}\n{}", String::from_utf8_lossy(bytes)))
        })
        .collect()
}

/// Statements as lines, each once.
pub fn lines(quads: &[Quad]) -> BTreeSet<String> {
    quads.iter().map(ToString::to_string).collect()
}
