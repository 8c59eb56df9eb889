//! Asks a named question of a facts file, and gets rows with typed values: `cargo run --example ask`.

use chancery::query::{Answer, Budget};
use chancery::time::Date;
use chancery::{Reading, Term};

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

    // Any query has an answer: a SELECT rows, an ASK a truth, a CONSTRUCT triples.
    let names = "CONSTRUCT { ?state rdfs:label ?name } WHERE { ?state chy:memberOf ?any ; rdfs:label ?name }";
    if let Answer::Triples(triples) = asked.answer(names, &Budget::default())? {
        for triple in triples {
            if let Term::Literal(name) = triple?.object {
                println!("{}", name.value());
            }
        }
    }
    Ok(())
}
