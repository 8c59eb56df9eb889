//! The page from its first heading to its last.

use super::kind::common;
use super::list::asked;
use super::writer::{List, Writer, anchor, lists};
use crate::reference::terms::{Terms, defaults};
use chancery_ask::check::Check;
use chancery_ask::query::Question;
use chancery_model::schema::{Kind, Ontology, Role, Schema, node_key};
use chancery_model::vocab::{chy, std_terms as t};

/// What a page describes.
pub struct Page<'a> {
    /// The kinds, keys and closed lists.
    pub schema: &'a Schema,
    /// What the schema was compiled from.
    pub ontology: &'a Ontology,
    /// The named questions.
    pub questions: &'a [Question],
    /// The checks; their part is left out if there are no checks.
    pub checks: &'a [Check],
}

/// The page. The same schema, questions and checks give the same text.
#[must_use]
pub fn page(page: &Page<'_>) -> String {
    let defaults = defaults(page.ontology);
    let terms = Terms { schema: page.schema, ontology: page.ontology, defaults: &defaults };
    let mut writer = Writer { out: String::new(), schema: page.schema, terms, lists: lists(terms) };
    writer.whole(page);
    writer.out
}

const INTRODUCTION: &str = "\
Every kind of fact and entity with its keys, every closed list with its terms, the named questions and the checks.
`chancery schema reference` writes this page from the ontology; with `--ontology DIR` it has your own kinds too.

In the tables, *how many* is the number of values of a key. Under a key of a fact that takes one entity, fact or term, a
list means several facts, one for each element; under a key that takes more values, a list is one value of several parts.
Keys that all facts or all entities have are described once, before the kinds.
";

const FILE: &str = "\
A facts file is YAML or JSON: a mapping with `document`, `entities` and `facts`, each of which may be left out. A line of
JSON Lines is such a mapping, or a block by itself. Scalars are always text, unlike in other uses of YAML: `NO` is a
name, `031` a code.

| key | holds |
|---|---|
| `document` | the keys of a [document](#document); in addition `sentences`, the file of the sentence table, `extract digest`, the SHA-256 of the extract, and `covers`, what the document covers: a list of mappings with `kind`, `where` (keys of the kind with their values, or `{has: KEY}` for things with a value for that key of theirs), `during` and `complete` |
| `entities` | a list of entities: each is a kind with its keys, `person: {name: Jane Doe}`, or a kind with a list of such mappings |
| `facts` | a list of blocks |

A block says where its facts are in the document, how they are said, and what they are:

| key | holds |
|---|---|
| `sentence` | the number of the sentence of the extract, or a list of numbers |
| `row` | the number of the row of the table, or a list of numbers |
| `says` | a list of facts: each is a kind with its keys, `membership: {…}`, a kind with a list of such mappings, or a kind with the `id` of a fact of this file that is said again |
| `carried`, `missing` | how much of the [sentence](#sentences) is in facts, if it is not all; such a block needs no `says` |
| any kind of fact | what could be under `says`, if there is only one |
";

const AMOUNTS: &str = "\
An amount is a number with its unit: `800 million USD`, `USD 100 m`, `more than 6000 person`, `about 3.5 bn EUR`.
A comparator can be before the number (`more than`, `at least`, `less than`, `at most`, `about` and similar words), and after it
a scale (`thousand`, `million`, `billion`, `trillion`) and the unit. If the key has its own unit, the number alone
is enough. Money can have a sign before the number: `US$186 million`, `€5 million`.
";

impl<'a> Writer<'a> {
    fn whole(&mut self, page: &Page<'a>) {
        let groups = self.groups();
        self.heading(1, "Reference");
        self.paragraph(INTRODUCTION);
        self.contents(page, &groups);
        self.heading(2, "The file");
        self.paragraph(FILE);
        self.claim();
        self.of_sentence();
        let facts = common(&self.kinds(Role::Fact));
        self.heading(2, "Keys of all facts");
        self.paragraph("Every fact may have an `id`, by which other facts of its file refer to it, and these keys:");
        self.table(&facts);
        for (label, kinds) in &groups {
            self.heading(2, label);
            for kind in kinds {
                self.kind(kind, &facts);
            }
        }
        let entities = self.kinds(Role::Entity);
        let shared = common(&entities);
        self.heading(2, "Keys of all entities");
        self.paragraph(
            "Every entity whose IRI ends in `{id}` may have an `id`, of lower-case letters, digits and single hyphens; \
             without one, it is made of the name. Entities are found by their names, codes and ids.",
        );
        self.table(&shared);
        self.heading(2, "Entities");
        for kind in entities {
            self.kind(kind, &shared);
        }
        self.wider_classes();
        self.times();
        self.heading(2, "Amounts");
        self.paragraph(AMOUNTS);
        self.units();
        self.closed_lists();
        self.questions(page.questions);
        self.checks(page.checks);
        self.heading(2, "Diagnostics");
        self.paragraph("[diagnostics.md](diagnostics.md) explains the code of every error and warning.");
        self.namespaces();
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        self.out.push('\n');
    }

    /// The kinds of fact by the class directly below that of all facts, in the order of the ontology.
    pub(super) fn groups(&self) -> Vec<(String, Vec<&'a Kind>)> {
        let mut groups = Vec::new();
        let mut rest = self.kinds(Role::Fact);
        for (class, parent) in self.terms.ontology.pairs(t::RDFS_SUB_CLASS_OF) {
            if node_key(parent).as_deref() != Some(chy::FACT) {
                continue;
            }
            let Some(class) = self.schema.class_id(class) else { continue };
            let (here, elsewhere) = rest.into_iter().partition(|kind: &&Kind| self.schema.is_a(kind.class, class));
            rest = elsewhere;
            let label = &self.schema.class(class).label;
            let mut initial = label.chars();
            let capital = initial.next().map(|c| c.to_uppercase().collect::<String>()).unwrap_or_default();
            groups.push((format!("{capital}{}s", initial.as_str()), here));
        }
        groups.push(("Other facts".to_owned(), rest));
        groups.retain(|(_, kinds): &(_, Vec<_>)| !kinds.is_empty());
        groups
    }

    fn contents(&mut self, page: &Page<'_>, groups: &[(String, Vec<&Kind>)]) {
        let kinds = |kinds: &[&Kind]| kinds.iter().map(|kind| Self::link(&kind.key)).collect::<Vec<_>>().join(", ");
        let mut lines = vec![
            Self::link("The file"),
            Self::link("Claims"),
            Self::link("Sentences"),
            Self::link("Keys of all facts"),
        ];
        lines.extend(groups.iter().map(|(label, members)| format!("{}: {}", Self::link(label), kinds(members))));
        lines.push(Self::link("Keys of all entities"));
        lines.push(format!("{}: {}", Self::link("Entities"), kinds(&self.kinds(Role::Entity))));
        lines.extend(["Wider classes", "Times", "Amounts", "Units"].map(Self::link));
        let short = |list: &List<'_>| {
            let name = list.heading.strip_prefix("Terms of ").unwrap_or(&list.heading);
            format!("[{name}](#{})", anchor(&list.heading))
        };
        let lists: Vec<String> = self.lists.values().map(short).collect();
        lines.push(format!("{}: {}", Self::link("Closed lists"), lists.join(", ")));
        let question = |question: &Question| format!("[{}](#{})", question.name, anchor(&asked(question)));
        let questions: Vec<String> = page.questions.iter().map(question).collect();
        lines.push(format!("{}: {}", Self::link("Questions"), questions.join(", ")));
        if !page.checks.is_empty() {
            lines.push(Self::link("Checks"));
        }
        lines.extend(["Diagnostics", "Namespaces"].map(Self::link));
        for line in lines {
            self.line(&format!("- {line}"));
        }
        self.line("");
    }
}
