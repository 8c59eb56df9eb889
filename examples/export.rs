//! Reads facts from paths and writes them as Turtle: `cargo run --example export data/azerbaijan-belarus.yaml`.

use chancery::export::Format;
use chancery::{ReadError, Reading};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut reading = Reading::new();
    for path in std::env::args().skip(1) {
        reading = reading.path(path);
    }
    let facts = match reading.read() {
        Ok(facts) => facts,
        Err(ReadError::Problems(problems)) => {
            // All of them at once, each with its place, its code and what to do.
            problems.iter().for_each(|problem| eprintln!("{problem}"));
            std::process::exit(1);
        }
        Err(error) => return Err(error.into()),
    };
    let written = facts.export(Format::Turtle, &mut std::io::stdout().lock())?;
    eprintln!("{} facts, {} triples", written.facts, written.statements);
    Ok(())
}
