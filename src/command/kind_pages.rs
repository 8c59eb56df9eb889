//! `chancery schema pages`: a page for each kind of fact, made from its example.

use std::path::Path;

use super::output;
use super::say::{Status, fail};
use crate::reading::Reading;
use crate::reference::{self, Page, Shown};
use chancery_graph::export::Format;
use chancery_model::schema::{Kind, Role};

/// Writes the pages into a folder, which is made if it is not there. Other files of it stay.
pub fn write(page: &Page<'_>, ontology: Option<&Path>, folder: Option<&Path>) -> Status {
    let Some(folder) = folder else {
        return fail("the pages are many files: name a folder with --output");
    };
    if let Err(error) = std::fs::create_dir_all(folder) {
        return fail(&format!("the folder `{}` cannot be made: {error}", folder.display()));
    }
    let mut files = vec![("README.md".to_owned(), reference::index(page))];
    let of_facts = page.schema.kinds().filter(|kind| kind.role == Role::Fact && kind.example.is_some());
    for kind in of_facts {
        let shown = match shown(page, kind, ontology) {
            Ok(shown) => shown,
            Err(reason) => return fail(&format!("the example of `{}` cannot be shown: {reason}", kind.key)),
        };
        files.push((reference::file_name(kind), reference::kind_page(page, kind, &shown)));
    }
    for (name, text) in files {
        let written = output::write(Some(&folder.join(name)), |out| out.write_all(text.as_bytes()));
        if let Err(status) = written {
            return status;
        }
    }
    Status::Fine
}

/// What the example of a kind becomes.
fn shown(page: &Page<'_>, kind: &Kind, ontology: Option<&Path>) -> Result<Shown, String> {
    let read = |text: String| {
        let reading = Reading::new().text("example.yaml", format!("document: {{id: example, title: Example}}\n{text}"));
        match ontology {
            Some(folder) => reading.ontology(folder),
            None => reading,
        }
        .read()
        .map_err(|error| error.to_string())
    };
    let alone = reference::example(kind);
    let (example, facts) = match read(alone.clone()) {
        Ok(facts) => (alone, facts),
        // It names something that is not in the registry; the example of the kind of that says what it is.
        Err(_) => {
            let example = reference::with_entities(page.schema, kind);
            (example.clone(), read(example)?)
        }
    };
    if let Some(problem) = facts.problems().first() {
        return Err(problem.to_string());
    }
    let mut turtle = Vec::new();
    facts.export(Format::Turtle, &mut turtle).map_err(|error| error.to_string())?;
    let turtle = String::from_utf8(turtle).map_err(|error| error.to_string())?;
    let class = page.schema.space.short(&kind.class_iri).unwrap_or_default();
    let is_of_kind =
        |block: &&str| block.contains(&format!("\n    a {class} ")) || block.contains(&format!("\n    a {class}\n"));
    let facts_of: Vec<&str> = turtle.split("\n\n").filter(is_of_kind).collect();
    let claims = turtle.split("\n\n").filter(|block| {
        let names = facts_of.iter().filter_map(|fact| fact.lines().next());
        block.contains("\n    a chy:Claim") && names.into_iter().any(|name| block.contains(&format!(" {name} ")))
    });
    let shown: Vec<&str> = facts_of.iter().copied().chain(claims).collect();
    let store = facts.store().map_err(|error| error.to_string())?;
    let answer = store.rows(&reference::query(page, kind)).map_err(|error| error.to_string())?;
    let names: Vec<String> = reference::columns(kind).into_iter().map(reference::variable).collect();
    let rows = answer.iter().map(|row| {
        let cell = |name: &String| row.text(name).unwrap_or_default().to_owned();
        names.iter().map(cell).collect::<Vec<_>>()
    });
    let mut rows: Vec<Vec<String>> = rows.collect();
    rows.sort();
    Ok(Shown { example, turtle: shown.join("\n\n"), rows })
}
