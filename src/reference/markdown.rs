//! The reference of kinds, keys, closed lists, questions and checks, as one page of Markdown (GitHub's flavour, for its
//! tables and its anchors of headings).

use std::collections::BTreeMap;
use std::fmt::Write as _;

use oxigraph::model::Term;

use super::terms::{Terms, unit};
use chancery_ask::check::Check;
use chancery_ask::query::Question;
use chancery_model::schema::{
    ClassId, Concept, ConceptId, Datatype, Key, Kind, Ontology, Pattern, Role, Schema, ValueType, node_key,
};
use chancery_model::vocab::{chy, std_terms as t};
use chancery_values::amount::is_currency_sign;
use chancery_values::name::with_article;

/// What a page describes.
pub struct Page<'a> {
    /// The kinds, keys and closed lists.
    pub schema: &'a Schema,
    /// What the schema was compiled from.
    pub ontology: &'a Ontology,
    /// The named questions.
    pub questions: &'a [Question],
    /// The checks; their part is left out where there are none.
    pub checks: &'a [Check],
}

/// The page. The same schema, questions and checks give the same text.
#[must_use]
pub fn page(page: &Page<'_>) -> String {
    let terms = Terms { schema: page.schema, ontology: page.ontology };
    let mut writer = Writer { out: String::new(), schema: page.schema, terms, lists: lists(terms) };
    writer.whole(page);
    writer.out
}

/// A closed list that a key takes, or a scheme that none takes.
struct List<'a> {
    heading: String,
    definition: &'a str,
    members: Vec<&'a Concept>,
    /// The kinds whose keys take the list, or a part of it, with the key.
    used: Vec<(&'a Kind, &'a Key)>,
}

/// All closed lists, in the order of the concepts.
fn lists(terms: Terms<'_>) -> BTreeMap<String, List<'_>> {
    let mut lists: BTreeMap<String, List<'_>> = BTreeMap::new();
    for concept in terms.schema.concepts() {
        let Some(scheme) = concept.scheme.as_deref().filter(|_| concept.is_concept) else { continue };
        let list = lists.entry(scheme.to_owned()).or_insert_with(|| {
            let (label, definition) = terms.scheme(scheme);
            List { heading: format!("Terms of {label}"), definition, members: Vec::new(), used: Vec::new() }
        });
        list.members.push(concept);
    }
    for kind in terms.schema.kinds() {
        for key in &kind.keys {
            let ValueType::Concept(members) = &key.value else { continue };
            let Some(scheme) = members.first().and_then(|id| terms.schema.concept(*id).scheme.as_ref()) else {
                continue;
            };
            if let Some(list) = lists.get_mut(scheme) {
                list.used.push((kind, key));
            }
        }
    }
    lists
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c }).flat_map(char::to_lowercase).collect()
}

/// Text for a cell of a table: a bar would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn code(text: &str) -> String {
    format!("`{text}`")
}

/// What is written, and what it must look like: in words, where the shape has them.
fn of_form(what: &str, pattern: &Pattern) -> String {
    match &pattern.form {
        Some(form) => format!("{what}: {form}"),
        None => format!("{what} like {}", code(pattern.as_str())),
    }
}

/// A number of things in a sentence.
fn in_words(number: u32) -> String {
    match number {
        1 => "one".to_owned(),
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        more => more.to_string(),
    }
}

struct Writer<'a> {
    out: String,
    schema: &'a Schema,
    terms: Terms<'a>,
    lists: BTreeMap<String, List<'a>>,
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
| `document` | the keys of a [document](#document); in addition `sentences`, the file of the sentence table, and `extract digest`, the SHA-256 of the extract |
| `entities` | a list of entities: each is a kind with its keys, `person: {name: Jane Doe}`, or a kind with a list of such mappings |
| `facts` | a list of blocks |

A block says where its facts are in the document, how they are said, and what they are:

| key | holds |
|---|---|
| `sentence` | the number of the sentence of the extract, or a list of numbers |
| `row` | the number of the row of the table, or a list of numbers |
| `says` | a list of facts: each is a kind with its keys, `membership: {…}`, a kind with a list of such mappings, or a kind with the `id` of a fact of this file that is said again |
| any kind of fact | what could be under `says`, if there is only one |
";

const AMOUNTS: &str = "\
An amount is a number with its unit: `800 million USD`, `USD 100 m`, `more than 6000 person`, `about 3.5 bn EUR`.
A comparator can be before the number (`more than`, `at least`, `less than`, `at most`, `about` and similar words), and after it
a scale (`thousand`, `million`, `billion`, `trillion`) and the unit. If the key has its own unit, the number alone
is enough. Money can have a sign before the number: `US$186 million`, `€5 million`.
";

impl<'a> Writer<'a> {
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// A paragraph, and the empty line after it.
    fn paragraph(&mut self, text: &str) {
        if !text.is_empty() {
            self.line(text.trim_end());
            self.line("");
        }
    }

    fn heading(&mut self, level: usize, text: &str) {
        self.paragraph(&format!("{} {text}", "#".repeat(level)));
    }

    fn kinds(&self, role: Role) -> Vec<&'a Kind> {
        self.schema.kinds().filter(|kind| kind.role == role).collect()
    }

    fn whole(&mut self, page: &Page<'a>) {
        let groups = self.groups();
        self.heading(1, "Reference");
        self.paragraph(INTRODUCTION);
        self.contents(page, &groups);
        self.heading(2, "The file");
        self.paragraph(FILE);
        self.claim();
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
    fn groups(&self) -> Vec<(String, Vec<&'a Kind>)> {
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

    fn link(heading: &str) -> String {
        format!("[{heading}](#{})", anchor(heading))
    }

    fn contents(&mut self, page: &Page<'_>, groups: &[(String, Vec<&Kind>)]) {
        let kinds = |kinds: &[&Kind]| kinds.iter().map(|kind| Self::link(&kind.key)).collect::<Vec<_>>().join(", ");
        let mut lines = vec![Self::link("The file"), Self::link("Claims"), Self::link("Keys of all facts")];
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

    fn claim(&mut self) {
        self.heading(2, "Claims");
        let Some(kind) = self.schema.claim_kind() else { return };
        self.paragraph(&kind.help);
        let keys: Vec<&Key> = kind.keys.iter().collect();
        self.table(&keys);
    }

    /// A kind: what it is, where its IRIs lie, an example, its keys.
    fn kind(&mut self, kind: &'a Kind, shared: &[&Key]) {
        self.heading(3, &kind.key);
        self.paragraph(&kind.help);
        let names: Vec<String> = kind.template.keys().map(|key| format!("{{{key}}}")).collect();
        self.paragraph(&format!(
            "Class `{}`, IRI `{}{}/{}`.",
            self.shown(&kind.class_iri),
            self.schema.base,
            kind.template.folder(),
            names.join("--")
        ));
        if let Some(example) = &kind.example {
            self.paragraph(&format!("```yaml\n{}: {example}\n```", kind.key));
        }
        let own: Vec<&Key> = kind.keys.iter().filter(|key| !shared.iter().any(|other| same(key, other))).collect();
        self.table(&own);
        for group in &kind.one_of {
            let fitting = kind.keys.iter().filter(|key| group.contains(&key.predicate));
            let keys: Vec<String> = fitting.map(|key| code(&key.key)).collect();
            self.paragraph(&format!("One of {} is needed.", keys.join(", ")));
        }
        if kind.role == Role::Entity && !kind.template.keys().any(|key| key == "id") {
            self.paragraph(
                "It has no `id` and is not under `entities`: it is written in place, where a fact refers to it.",
            );
        }
        if kind.needs_date {
            self.paragraph(
                "Without a date with a known year, it is identified by its place in the document, which is part of its IRI.",
            );
        }
    }

    fn table(&mut self, keys: &[&Key]) {
        if keys.is_empty() {
            return;
        }
        self.line("| key | value | how many | meaning |");
        self.line("|---|---|---|---|");
        for key in keys {
            let row = format!(
                "| `{}` | {} | {} | {} |",
                key.key,
                cell(&self.value(key)),
                how_many(key),
                cell(&self.meaning(key))
            );
            self.line(&row);
        }
        self.line("");
    }

    fn meaning(&self, key: &Key) -> String {
        let mut words = key.help.clone();
        if let Some(default) = self.terms.default(key)
            && !words.contains(default.written())
        {
            let _ = write!(words, " Without it: {}.", code(default.written()));
        }
        if let Some(least) = &key.least {
            let _ = write!(words, " At least {least}.");
        }
        if let Some(greatest) = &key.greatest {
            let _ = write!(words, " At most {greatest}.");
        }
        if key.symmetric {
            words.push_str(" Their order has no meaning.");
        }
        if key.unique {
            words.push_str(" No two entities share it.");
        }
        if key.identifies {
            words.push_str(" Without an `id`, it distinguishes the entity from others with its name.");
        }
        if key.edge.is_some() {
            words.push_str(" Names in the record belong to that time.");
        }
        words.trim().to_owned()
    }

    /// What a key takes, in words.
    fn value(&self, key: &Key) -> String {
        match &key.value {
            ValueType::Entity(class) => self.class(*class),
            ValueType::Fact(class) => format!("{}, by `id` or in place{}", self.class(*class), spoken_of(key)),
            ValueType::Matter(_) => format!("any entity by name; any fact by `id` or in place{}", spoken_of(key)),
            ValueType::Time => Self::link("Times").replace("[Times]", "[time]"),
            ValueType::Quantity { default_unit, units } => {
                let amount = Self::link("Amounts").replace("[Amounts]", "[amount]");
                match default_unit {
                    Some(unit) => format!("{amount}, by default in {}", code(self.unit(*unit))),
                    None => {
                        let some: Vec<String> = units.iter().take(3).map(|unit| code(self.unit(*unit))).collect();
                        format!("{amount}, in {} …", some.join(", "))
                    }
                }
            }
            ValueType::Concept(members) => {
                let Some((scheme, whole)) = self.terms.scheme_of(members) else {
                    return self.written(members);
                };
                let Some(list) = self.lists.get(scheme) else { return self.written(members) };
                let (label, _) = self.terms.scheme(scheme);
                let link = format!("[{label}](#{})", anchor(&list.heading));
                if whole { link } else { format!("{link}: {}", self.written(members)) }
            }
            ValueType::Text { datatype, pattern } => {
                let what = match datatype {
                    Datatype::String => "text",
                    Datatype::LangString => "text, in English; or a mapping of language tags to texts",
                    Datatype::Integer => "whole number",
                    Datatype::Decimal => "number",
                    Datatype::Boolean => "`true` or `false`",
                    Datatype::Date => "day",
                };
                match pattern {
                    Some(pattern) => of_form(what, pattern),
                    None => what.to_owned(),
                }
            }
            ValueType::Iri { template, pattern } => match (template, pattern) {
                (Some(template), Some(pattern)) => {
                    format!("{}, for {}", of_form("text", pattern), code(template))
                }
                (Some(template), None) => format!("text, for {}", code(template)),
                (None, _) => "IRI".to_owned(),
            },
        }
    }

    fn written(&self, members: &[ConceptId]) -> String {
        members.iter().map(|id| code(self.schema.concept(*id).written())).collect::<Vec<_>>().join(", ")
    }

    fn unit(&self, id: ConceptId) -> &'a str {
        unit(self.schema.concept(id))
    }

    /// A class as a link to its kind, or to the kinds that are of it.
    fn class(&self, class: ClassId) -> String {
        let label = &self.schema.class(class).label;
        let kind = self.schema.kinds().find(|kind| kind.class == class && kind.role != Role::Part);
        let alone = self.fitting(class).len() <= 1;
        match kind {
            Some(kind) if alone => format!("[{}](#{})", with_article(label), anchor(&kind.key)),
            _ => format!("[{}](#{})", with_article(label), anchor("Wider classes")),
        }
    }

    fn fitting(&self, class: ClassId) -> Vec<&'a Kind> {
        let is_of = |kind: &&Kind| kind.role != Role::Part && self.schema.is_a(kind.class, class);
        self.schema.kinds().filter(is_of).collect()
    }

    /// The classes that keys take and that several kinds are of.
    fn wider_classes(&mut self) {
        self.heading(2, "Wider classes");
        self.paragraph(
            "A key that takes a thing of one of these classes takes things of these kinds: by name, or for a fact by \
             its `id`, or written in place as a mapping of the one kind with its keys, `{person: {name: Jane Doe}}`.",
        );
        let mut classes: BTreeMap<&str, ClassId> = BTreeMap::new();
        for key in self.schema.kinds().flat_map(|kind| &kind.keys) {
            if let ValueType::Entity(class) | ValueType::Fact(class) = key.value {
                classes.insert(&self.schema.class(class).label, class);
            }
        }
        self.line("| class | kinds |");
        self.line("|---|---|");
        for (label, class) in classes {
            let fitting = self.fitting(class);
            if fitting.len() < 2 {
                continue;
            }
            let all = self.kinds(Role::Fact).len();
            let kinds = if fitting.len() == all && fitting.iter().all(|kind| kind.role == Role::Fact) {
                "every kind of fact".to_owned()
            } else {
                fitting.iter().map(|kind| Self::link(&kind.key)).collect::<Vec<_>>().join(", ")
            };
            self.line(&format!("| {label} | {kinds} |"));
        }
        self.line("");
    }

    fn times(&mut self) {
        self.heading(2, "Times");
        let Some(kind) = self.schema.time_kind() else { return };
        self.paragraph(&kind.help);
        if let Some(example) = &kind.example {
            self.paragraph(&format!("```yaml\nduring: {example}\n```"));
        }
        let keys: Vec<&Key> = kind.keys.iter().collect();
        self.table(&keys);
        self.paragraph(
            "In EDTF, you write a year as `1993`, a month `2006-10`, a day `2006-10-17`, an interval `2006-10-17/2006-10-18`, what lasts \
             `1993/..`, an end alone `../2015`, what is approximate `2011~` or uncertain `2011?`, and digits that are not \
             known `XXXX-07`. A bound may be a month or a year: its first or last day is meant.",
        );
    }

    /// Units of measure: those with a definition in a table, the others in a paragraph.
    fn units(&mut self) {
        self.heading(2, "Units");
        let mut all: Vec<ConceptId> = Vec::new();
        for key in self.schema.kinds().flat_map(|kind| &kind.keys) {
            if let ValueType::Quantity { default_unit, units } = &key.value {
                all.extend(default_unit.iter().chain(units));
            }
        }
        all.sort_unstable();
        all.dedup();
        let (named, others): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|id| !self.terms.definition(self.schema.concept(*id)).is_empty());
        if !named.is_empty() {
            self.line("| unit | also | meaning |");
            self.line("|---|---|---|");
            for id in named {
                let concept = self.schema.concept(id);
                self.line(&format!(
                    "| `{}` | {} | {} |",
                    self.unit(id),
                    cell(&self.terms.other_forms(concept).join(", ")),
                    cell(self.terms.definition(concept))
                ));
            }
            self.line("");
        }
        if !others.is_empty() {
            let each = |id: &ConceptId| format!("`{}` {}", self.unit(*id), self.schema.concept(*id).label);
            let list = others.iter().map(each).collect::<Vec<_>>().join(", ");
            self.paragraph(&format!("Written by code or by name: {list}."));
            self.signs(&others);
        }
    }

    /// The signs of moneys, each with the units that it may mean.
    fn signs(&mut self, units: &[ConceptId]) {
        let mut signs: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for id in units {
            for name in self.terms.ontology.objects(&self.schema.concept(*id).iri, t::SKOS_ALT_LABEL) {
                if let Term::Literal(name) = name
                    && name.value().ends_with(is_currency_sign)
                {
                    signs.entry(name.value()).or_default().push(format!("`{}`", self.unit(*id)));
                }
            }
        }
        let (one, several): (Vec<_>, Vec<_>) = signs.into_iter().partition(|(_, units)| units.len() == 1);
        let one: Vec<String> = one.iter().map(|(sign, units)| format!("`{sign}` {}", units.join(", "))).collect();
        let several: Vec<String> = several.iter().map(|(sign, _)| format!("`{sign}`")).collect();
        let mut told = format!("Signs: {}.", one.join(", "));
        if !several.is_empty() {
            told.push_str(&format!(
                " Sign of several currencies, so the program reports the ambiguity: {}.",
                several.join(", ")
            ));
        }
        self.paragraph(&told);
    }

    fn closed_lists(&mut self) {
        self.heading(2, "Closed lists");
        self.paragraph(
            "A term is written as in the first column, or in one of the other ways; case, hyphens, full stops and brackets do not matter. \
             Its IRI is that of the list, a slash, and the code.",
        );
        for (iri, list) in std::mem::take(&mut self.lists) {
            self.heading(3, &list.heading);
            self.paragraph(list.definition);
            let used: Vec<String> = list
                .used
                .iter()
                .map(|(kind, key)| match kind.role {
                    Role::Part => code(&key.key),
                    _ => format!("{} of {}", code(&key.key), Self::link(&kind.key)),
                })
                .collect();
            let use_of = if used.is_empty() { String::new() } else { format!(" Taken by {}.", used.join(", ")) };
            self.paragraph(&format!("`{iri}`.{use_of}"));
            self.line("| term | code | label | also | meaning |");
            self.line("|---|---|---|---|---|");
            for concept in &list.members {
                let forms = self.terms.other_forms(concept);
                let also: Vec<String> =
                    forms.into_iter().filter(|form| *form != concept.label && *form != concept.code).collect();
                let row = format!(
                    "| `{}` | `{}` | {} | {} | {} |",
                    concept.written(),
                    concept.code,
                    cell(&concept.label),
                    cell(&also.join(", ")),
                    cell(self.terms.definition(concept))
                );
                self.line(&row);
            }
            self.line("");
        }
    }

    fn questions(&mut self, questions: &[Question]) {
        self.heading(2, "Questions");
        self.paragraph("`chancery query NAME KEY=VALUE …` runs a question.");
        for question in questions {
            self.heading(3, &asked(question));
            self.paragraph(&format!("{}.", question.summary.trim_end_matches('.')));
            self.paragraph(&question.description);
            self.paragraph(&format!("```sh\n{}\n```", question.example()));
            if question.parameters.is_empty() {
                continue;
            }
            self.line("| parameter | takes | without it | meaning |");
            self.line("|---|---|---|---|");
            for parameter in &question.parameters {
                self.line(&format!(
                    "| `{}` | {}, such as `{}` | {} | {} |",
                    parameter.name,
                    cell(&parameter.what(self.schema)),
                    cell(&parameter.example),
                    parameter.default.as_deref().map_or_else(|| "needed".to_owned(), code),
                    cell(&parameter.description)
                ));
            }
            self.line("");
        }
    }

    fn checks(&mut self, checks: &[Check]) {
        if checks.is_empty() {
            return;
        }
        self.heading(2, "Checks");
        self.paragraph("What facts must not say together. The code of a finding is the name of its check.");
        for check in checks {
            let summary = check.summary.trim_end_matches('.');
            self.line(
                format!("- `{}` ({}): {summary}. {}", check.code, check.severity, check.explanation.replace('\n', " "))
                    .trim_end(),
            );
        }
        self.line("");
    }

    fn namespaces(&mut self) {
        self.heading(2, "Namespaces");
        let base = self.schema.base.clone();
        let (own, others): (Vec<_>, Vec<_>) =
            self.schema.space.namespaces().partition(|namespace| namespace.iri.strip_prefix(&base).is_some());
        let folders: Vec<String> = own.iter().map(|namespace| code(&namespace.prefix)).collect();
        self.paragraph(&format!(
            "Things are in `{base}`, each in the folder of its kind, which is also the prefix: {}.",
            folders.join(", ")
        ));
        let concepts = chancery_model::vocab::concept::BASE;
        let (lists, others): (Vec<_>, Vec<_>) = others
            .into_iter()
            .partition(|namespace| namespace.iri.strip_prefix(concepts).is_some_and(|rest| !rest.is_empty()));
        if !lists.is_empty() {
            let names: Vec<String> = lists.iter().map(|namespace| code(&namespace.prefix)).collect();
            self.paragraph(&format!(
                "Terms are in `{concepts}`, each in the folder of its list, which is also the prefix: {}.",
                names.join(", ")
            ));
        }
        self.line("| prefix | namespace |");
        self.line("|---|---|");
        for namespace in others {
            self.line(&format!("| `{}` | `{}` |", namespace.prefix, namespace.iri));
        }
        self.line("");
    }

    /// An IRI with its prefix.
    fn shown(&self, iri: &str) -> String {
        let (namespace, rest) = self.schema.space.split(iri);
        match self.schema.space.namespace(namespace) {
            Some(namespace) => format!("{}:{rest}", namespace.prefix),
            None => iri.to_owned(),
        }
    }
}

/// The heading of a question, which may be called as a kind is.
fn asked(question: &Question) -> String {
    format!("Question: {}", question.name)
}

/// The keys that all these kinds have, as the first of them has them.
fn common<'a>(kinds: &[&'a Kind]) -> Vec<&'a Key> {
    let Some(first) = kinds.first() else { return Vec::new() };
    let in_all = |key: &&Key| {
        kinds.iter().all(|kind| kind.key(&key.key).is_some_and(|(_, other)| other.predicate == key.predicate))
    };
    first.keys.iter().filter(in_all).collect()
}

/// Whether a reader would see the same for both.
fn same(a: &Key, b: &Key) -> bool {
    a.key == b.key && a.predicate == b.predicate && (a.min, a.max) == (b.min, b.max) && a.help == b.help
}

fn how_many(key: &Key) -> String {
    match (key.min, key.max) {
        (1, Some(1)) => "one".to_owned(),
        (0, Some(1)) => "at most one".to_owned(),
        (0, None) => "any number".to_owned(),
        (min, None) => format!("at least {}", in_words(min)),
        (min, Some(max)) if min == max => in_words(max),
        (0, Some(max)) => format!("at most {}", in_words(max)),
        (min, Some(max)) => format!("{} to {}", in_words(min), in_words(max)),
    }
}

/// What the reference adds to a key that takes a fact.
fn spoken_of(key: &Key) -> &'static str {
    if key.asserts {
        "; a fact in place is claimed together with this fact, a fact by `id` is not"
    } else {
        "; only mentioned"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn anchors_are_those_of_github() {
        assert_eq!(anchor("Terms of class of head"), "terms-of-class-of-head");
        assert_eq!(anchor("What, then?"), "what-then");
    }

    #[test]
    fn a_bar_stays_within_its_cell() {
        assert_eq!(cell("a|b\nc"), "a\\|b c");
    }
}
