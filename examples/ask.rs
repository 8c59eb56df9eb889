//! Asks a named question of a facts file, and gets rows with typed values: `cargo run --example ask`.

use chancery::Reading;
use chancery::time::Date;

pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let facts = Reading::new().path("data/azerbaijan-belarus.yaml").read()?;
    let asked = facts.store()?;

    // Names and codes are looked up as in facts files.
    for row in asked.question("shared-memberships", &[("a", "Azerbaijan"), ("b", "BLR"), ("on", "2008-01-01")])? {
        println!("{}", row.text("organization").unwrap_or_default());
    }

    // Prefixes of the ontology need no declaration.
    let visits = "SELECT ?visit ?begin { ?visit a chy:Visit ; chy:during/chy:beginEarliest ?begin } ORDER BY ?begin";
    for row in asked.rows(visits)? {
        if let Some(begin) = row.value::<Date>("begin") {
            println!("{begin}  {}", row.text("visit").unwrap_or_default());
        }
    }
    Ok(())
}
