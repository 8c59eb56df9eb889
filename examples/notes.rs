//! Reads notes from memory: what is wrong with them comes with places and remedies, and what is right becomes facts.
//! `cargo run --example notes`.

use chancery::{ReadError, Reading};

const NOTES: &str = "
document: {id: my-notes, title: My notes}
facts:
  - row: 1
    membership: {member: Belarus, organization: OSCE, status: full, during: 1992-01-30/..}
  - row: 2
    visit: {visitor: Ilham Aliyev, host: Bellarus, during: 2006-10-17}
";

pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let Err(ReadError::Problems(problems)) = Reading::new().text("notes.yaml", NOTES).read() else {
        return Err("a misspelt name is an error".into());
    };
    for problem in &problems {
        println!("{problem}");
    }
    let facts = Reading::new().text("notes.yaml", NOTES.replace("Bellarus", "Belarus")).read()?;
    println!("{} facts", facts.counts()?.made);
    Ok(())
}
