//! A page for a kind of fact: what it is, its keys as a diagram and a table, an example, what the graph has of it, and a query
//! that asks for it; and the page that lists all of these.

use super::kind::common;
use super::page::Page;
use super::writer::{Writer, anchor, lists};
use crate::reference::terms::{Terms, defaults};
use chancery_model::schema::{Key, Kind, Role, Schema, ValueType};

/// The reference, from a folder next to it.
const REFERENCE: &str = "../reference.md";

/// What the example of a kind becomes.
#[derive(Debug, Clone, Default)]
pub struct Shown {
    /// The example, as it is in a facts file.
    pub example: String,
    /// What the graph has of the fact and its claim, in Turtle without prefixes.
    pub turtle: String,
    /// The rows that the query of the page gives, a cell for each column.
    pub rows: Vec<Vec<String>>,
}

/// The name of the file of a kind's page.
#[must_use]
pub fn file_name(kind: &Kind) -> String {
    format!("{}.md", anchor(&kind.key))
}

/// The example of a kind, as it is in a facts file.
#[must_use]
pub fn example(kind: &Kind) -> String {
    let example = kind.example.as_deref().unwrap_or_default();
    format!("facts:\n  - row: 1\n    says:\n      - {}: {example}\n", kind.key)
}

/// The same, with the examples of the entities that it names.
#[must_use]
pub fn with_entities(schema: &Schema, kind: &Kind) -> String {
    let text = kind.example.as_deref().unwrap_or_default();
    let named = |of: &&Kind| {
        let name = of.example.as_deref().and_then(|example| example.split_once("name: "));
        let name = name.and_then(|(_, rest)| rest.split([',', '}']).next()).unwrap_or_default().trim();
        of.role == Role::Entity && !name.is_empty() && text.contains(&format!(": {name}"))
    };
    let entity = |of: &Kind| format!("  - {}: {}\n", of.key, of.example.as_deref().unwrap_or_default());
    format!("entities:\n{}{}", schema.kinds().filter(named).map(entity).collect::<String>(), example(kind))
}

/// The columns that the query of a kind asks for: its keys with a value in the example, the needed ones first; at most four, and
/// the time.
#[must_use]
pub fn columns(kind: &Kind) -> Vec<&Key> {
    let example = outermost(kind.example.as_deref().unwrap_or_default());
    let is_used = |key: &&Key| {
        let name = format!("{}:", key.key);
        example
            .match_indices(&name)
            .any(|(at, _)| example[..at].ends_with(['{', ' ']) && !example[..at].ends_with(": "))
    };
    let mut keys: Vec<&Key> = kind.keys.iter().filter(is_used).filter(|key| !key.inverse).collect();
    keys.sort_by_key(|key| (key.min == 0, key.order));
    let (times, mut others): (Vec<&Key>, Vec<&Key>) =
        keys.into_iter().partition(|key| matches!(key.value, ValueType::Time));
    others.truncate(4);
    others.extend(times.into_iter().filter(|key| key.key == "during"));
    others
}

/// A mapping in YAML without what is within the mappings in it.
fn outermost(example: &str) -> String {
    let mut depth = 0_usize;
    let mut out = String::new();
    for c in example.chars() {
        depth += usize::from(c == '{');
        if depth <= 1 {
            out.push(c);
        }
        depth -= usize::from(c == '}' && depth > 0);
    }
    out
}

/// A variable for a key.
#[must_use]
pub fn variable(key: &Key) -> String {
    let mut name = String::new();
    for (at, word) in key.key.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).enumerate() {
        let mut letters = word.chars();
        let first = letters.next().map(|c| if at == 0 { c } else { c.to_ascii_uppercase() });
        name.extend(first.into_iter().chain(letters));
    }
    name
}

/// The query of the page of a kind: the labels of what its facts say.
#[must_use]
pub fn query(page: &Page<'_>, kind: &Kind) -> String {
    let space = &page.schema.space;
    let short = |iri: &str| space.short(iri).unwrap_or_else(|| format!("<{iri}>"));
    let keys = columns(kind);
    let names: Vec<String> = keys.iter().map(|key| format!("?{}", variable(key))).collect();
    let mut text = format!("SELECT {}\nWHERE {{\n  ?fact a {}", names.join(" "), short(&kind.class_iri));
    for (key, name) in keys.iter().zip(&names) {
        let property = short(space.predicate_iri(key.predicate));
        let label =
            if matches!(key.value, ValueType::Text { .. } | ValueType::Iri { .. }) { "" } else { "/rdfs:label" };
        text.push_str(&format!(" ;\n    {property}{label} {name}"));
    }
    text.push_str(" .\n}");
    text
}

/// The page of a kind.
#[must_use]
pub fn kind_page(page: &Page<'_>, kind: &Kind, shown: &Shown) -> String {
    let defaults = defaults(page.ontology);
    let terms = Terms { schema: page.schema, ontology: page.ontology, defaults: &defaults };
    let mut writer = Writer { out: String::new(), schema: page.schema, terms, lists: lists(terms) };
    writer.heading(1, &kind.key);
    writer.paragraph(&kind.help);
    writer.paragraph(&format!(
        "Class `{}`. [All kinds](README.md), and its keys in the [reference]({REFERENCE}#{}).",
        writer.shown(&kind.class_iri),
        anchor(&kind.key)
    ));
    writer.diagram(kind);
    writer.heading(2, "Example");
    writer.paragraph(&format!("```yaml\n{}```", shown.example));
    writer.heading(2, "In the graph");
    writer.paragraph(&format!("```turtle\n{}\n```", shown.turtle.trim_end()));
    writer.heading(2, "Ask for it");
    writer.paragraph(&format!("```sparql\n{}\n```", query(page, kind)));
    let keys = columns(kind);
    let cells = |cells: &mut dyn Iterator<Item = String>| format!("| {} |", cells.collect::<Vec<_>>().join(" | "));
    writer.line(&cells(&mut keys.iter().map(|key| variable(key))));
    writer.line(&cells(&mut keys.iter().map(|_| "---".to_owned())));
    for row in &shown.rows {
        writer.line(&cells(&mut row.iter().map(|cell| super::writer::cell(cell))));
    }
    writer.line("");
    let property = |key: &&Key| page.schema.space.short(page.schema.space.predicate_iri(key.predicate));
    let of_kind_alone = |key: &&Key| {
        let has_it = |kind: &&Kind| kind.keys.iter().any(|other| other.predicate == key.predicate);
        page.schema.kinds().filter(has_it).count() == 1
    };
    let own: Vec<String> = kind
        .keys
        .iter()
        .filter(of_kind_alone)
        .filter_map(|key| property(&key))
        .chain(page.schema.space.short(&kind.class_iri))
        .collect();
    let asks = |text: &str| {
        text.split(|c: char| !(c.is_ascii_alphanumeric() || ":-_".contains(c)))
            .any(|word| own.iter().any(|own| own == word))
    };
    let questions: Vec<String> = page
        .questions
        .iter()
        .filter(|question| asks(&question.text))
        .map(|question| format!("[`{0}`]({REFERENCE}#{1})", question.name, anchor(&question.name)))
        .collect();
    if !questions.is_empty() {
        writer.paragraph(&format!("Named questions that use its terms: {}.", questions.join(", ")));
    }
    writer.out.truncate(writer.out.trim_end().len());
    writer.out.push('\n');
    writer.out
}

/// The page that lists the pages of all kinds.
#[must_use]
pub fn index(page: &Page<'_>) -> String {
    let defaults = defaults(page.ontology);
    let terms = Terms { schema: page.schema, ontology: page.ontology, defaults: &defaults };
    let mut writer = Writer { out: String::new(), schema: page.schema, terms, lists: lists(terms) };
    writer.heading(1, "Kinds of fact");
    writer.paragraph(
        "A page for each kind: what it is, its keys, an example, the triples that it makes, and a query with its answer. `chancery schema \
         pages --output DIR` writes them from the ontology; with `--ontology DIR` it has your own kinds too.",
    );
    for (label, kinds) in writer.groups() {
        writer.heading(2, &label);
        for kind in kinds {
            let first = kind.help.split_inclusive(". ").next().unwrap_or_default().trim_end();
            writer.line(&format!("- [{}]({}): {first}", kind.key, file_name(kind)));
        }
        writer.line("");
    }
    writer.out.truncate(writer.out.trim_end().len());
    writer.out.push('\n');
    writer.out
}

impl Writer<'_> {
    /// The kind with arrows to what its own keys take (Mermaid). Needed keys have a thick arrow.
    fn diagram(&mut self, kind: &Kind) {
        let shared = common(&self.kinds(Role::Fact));
        let own = kind.keys.iter().filter(|key| !shared.iter().any(|other| other.predicate == key.predicate));
        self.line("```mermaid");
        self.line("flowchart LR");
        self.line(&format!("  fact[\"{}\"]", kind.key));
        for (at, key) in own.enumerate() {
            let takes = match &key.value {
                ValueType::Entity(class) | ValueType::Fact(class) | ValueType::Matter(class) => {
                    self.schema.class(*class).label.clone()
                }
                ValueType::Time => "time".to_owned(),
                ValueType::Quantity { .. } => "amount".to_owned(),
                ValueType::Concept(_) => "a term of a list".to_owned(),
                ValueType::Text { .. } => "text".to_owned(),
                ValueType::Iri { .. } => "address".to_owned(),
            };
            let arrow = if key.min > 0 { "==>" } else { "-->" };
            self.line(&format!("  fact {arrow}|{}| v{at}(\"{takes}\")", key.key));
        }
        self.line("```");
        self.line("");
    }
}
