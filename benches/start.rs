//! Start-up with the schema that is compiled in, and with an ontology that is compiled from its files; and the dossier to Turtle:
//! within the process, and as a process from cold.

use std::hint::black_box;
use std::process::{Command, Stdio};

use chancery::diagnostic::Diagnostics;
use chancery::export::{self, Format};
use chancery::origin::Files;
use chancery::pipeline::{self, Options};
use criterion::{Criterion, criterion_group, criterion_main};

const DOSSIER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/azerbaijan-belarus.yaml");

fn start(c: &mut Criterion) {
    // Only with the default base is the schema the one that is compiled in.
    let other = Options { base: "https://example.org/id/".to_owned(), ..Options::default() };
    for (name, options) in [("schema that is compiled in", Options::default()), ("ontology compiled", other)] {
        c.bench_function(name, |b| {
            b.iter(|| {
                let mut diagnostics = Diagnostics::new();
                let loaded = pipeline::load_schema(&options, &Files::new(), &mut diagnostics);
                black_box(loaded.expect("the built-in ontology compiles").schema.kinds().len())
            });
        });
    }
    c.bench_function("dossier to Turtle, in the process", |b| {
        b.iter(|| {
            let (files, mut diagnostics) = (Files::new(), Diagnostics::new());
            let options = Options { sources: vec![DOSSIER.into()], ..Options::default() };
            let loaded = pipeline::load_schema(&options, &files, &mut diagnostics).expect("the ontology compiles");
            let outcome =
                pipeline::run(&options, &loaded, &files, &mut diagnostics, &|_| {}).expect("nothing goes to disk");
            let mut turtle = Vec::new();
            export::write(Format::Turtle, &loaded.schema, &outcome.graphs, &outcome.sorted, &mut turtle)
                .expect("memory can be written to");
            black_box(turtle.len())
        });
    });
    c.bench_function("dossier to Turtle, as a process", |b| {
        b.iter(|| {
            let status = Command::new(env!("CARGO_BIN_EXE_chancery"))
                .args(["export", DOSSIER])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .status()
                .expect("the program starts");
            assert!(status.success());
        });
    });
}

criterion_group!(benches, start);
criterion_main!(benches);
