//! Records of every kind, made from the compiled schema alone: whatever the shapes allow, a test writes.
//!
//! All choices come from a [`Tape`] of numbers, so that a failing case shrinks by shortening the tape and lowering its
//! numbers: a tape at its end gives zeros, and zero is the simplest choice everywhere.

use std::collections::HashMap;
use std::fmt::Write as _;

use chancery::registry::{EntityId, Found, Registry};
use chancery::schema::{ClassId, ConceptId, Datatype, Key, Kind, KindId, Naming, Role, Schema, ValueType};
use chancery::time::Edtf;

/// A value of a facts file, before it is written as YAML or JSON.
#[derive(Debug, Clone, PartialEq)]
pub enum Tree {
    Text(String),
    List(Vec<Tree>),
    Map(Vec<(String, Tree)>),
}

pub fn text(text: impl Into<String>) -> Tree {
    Tree::Text(text.into())
}

pub fn map<const N: usize>(entries: [(&str, Tree); N]) -> Tree {
    Tree::Map(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// A source of choices.
pub struct Tape<'a> {
    choices: &'a [u16],
    at: usize,
}

impl<'a> Tape<'a> {
    pub fn new(choices: &'a [u16]) -> Self {
        Self { choices, at: 0 }
    }

    pub fn below(&mut self, n: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(choice) % n.max(1)
    }

    /// True once in `n`, and never at the end of the tape.
    pub fn once_in(&mut self, n: usize) -> bool {
        self.below(n) == n - 1
    }

    pub fn one<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }
}

/// Pseudo-random numbers for shuffling.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n.max(1)
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Texts that a format could get wrong.
const TEXTS: &[&str] = &[
    "plain",
    "with \"quotes\" and 'others'",
    "back\\slash \\u0041",
    "<tag> & <!-- ]]> entity &amp;",
    "Əliyev – Лукашенка 日本 🕊 a\u{301}",
    "two\nlines\tand a tab",
    "carriage\rreturn",
    "{curly} [square] #hash: colon, comma",
    "50% of _:b0 ^^ @en",
    "no",
];

/// Names of facts that are told apart by their name; several differ by little.
const FACT_NAMES: &[&str] = &[
    "Affair of the North",
    "Affair of the South",
    "affair of the  south",
    "Affair: of the South",
    "Affaire du Sud – 1",
    "Дело Юга",
    "Дело Севера",
    "The Affair, Southern",
];

const IRIS: &[&str] = &[
    "https://example.org/page",
    "https://example.org/a?b=c&d=e#f",
    "https://example.org/Азербайджан–x",
    "https://example.org/(a)/b;c,d'e",
    "urn:example:a:b",
];

/// Times as text, of every level; each bounds something or nothing in its own way.
const TIMES: &[&str] = &[
    "1993",
    "2006-10-17/2006-10-18",
    "1993/..",
    "../2015",
    "2008-11-14",
    "2011~",
    "1995?",
    "201X",
    "XXXX-07",
    "1993-02-XX",
    "2001-21",
    "[1991, 1992]",
    "{1993..1995}",
    "1992-05/",
    "2004-06~-11",
    "-0044",
    "1994-01-01T10:20:30Z",
];

const EXPRESSIONS: &[&str] =
    &["recently", "past decade", "не так давно", "a_b", "50%", "said--recently", "in the 1990s/2000s"];

/// Texts that some pattern of a shape may ask for.
const FORMED: &[&str] =
    &["might", "clearly siding", "there's not anything close", "XA", "XAA", "999", "Q999999999", "2"];

const AMOUNTS: &[&str] =
    &["146 million", "6000", "1,234.50", "0.5", "2.5 billion", "12 345", "100000000000000000000", "0", "7.10"];

const COMPARATORS: &[&str] = &["", "more than ", "at least ", "less than ", "at most ", "about "];

/// Dates over all the time for which the registry has names.
const PROBES: &[&str] =
    &["1800", "1850", "1900", "1918", "1940", "1950", "1970", "1989", "1991", "1993", "2006", "2020"];

/// How wide the choices are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Everything there is.
    All,
    /// Few of each sort, so that records often agree in part.
    Few,
}

/// What records can be made of.
pub struct World<'s> {
    pub schema: &'s Schema,
    width: Width,
    /// Entities of a class with the names by which they are found at any time.
    names: HashMap<ClassId, Vec<(EntityId, Vec<String>)>>,
    facts: Vec<KindId>,
}

/// What stands around a record.
#[derive(Default)]
pub struct Around {
    /// Facts that may be referred to: id, class, block.
    pub ids: Vec<(String, ClassId, usize)>,
    /// Blocks whose ids were used.
    pub used: Vec<usize>,
    depth: usize,
}

impl<'s> World<'s> {
    pub fn new(schema: &'s Schema, registry: &Registry, width: Width) -> Self {
        let mut world = Self { schema, width, names: HashMap::new(), facts: Vec::new() };
        let probes: Vec<_> = PROBES.iter().map(|date| Edtf::parse(date).unwrap().bounds()).collect();
        let mut classes: Vec<ClassId> = Vec::new();
        for (at, kind) in schema.kinds().enumerate() {
            if kind.role == Role::Fact {
                world.facts.push(KindId(u16::try_from(at).unwrap()));
            }
            for key in &kind.keys {
                if let ValueType::Entity(class) | ValueType::Matter(class) = key.value {
                    classes.push(class);
                }
            }
        }
        classes.sort_unstable();
        classes.dedup();
        for class in classes {
            let mut known = Vec::new();
            // Every kind is represented; the hundreds of states need not all be tried.
            let mut of_kind: HashMap<KindId, usize> = HashMap::new();
            let most = if width == Width::All { 12 } else { 2 };
            for (id, entity) in registry.entities() {
                let kind = schema.kind(entity.kind);
                if !schema.is_a(kind.class, class) {
                    continue;
                }
                let seen = of_kind.entry(entity.kind).or_default();
                *seen += 1;
                // Entities of the file itself come last and are all taken.
                if *seen > most && !entity.id.starts_with("odd-") {
                    continue;
                }
                let mut names = vec![format!("{}/{}", kind.template.folder(), entity.id)];
                for entry in entity.record.entries().unwrap_or_default() {
                    if let (Some((_, key)), Some(text)) = (kind.key(&entry.key.text), entry.value.text()) {
                        match key.names {
                            Naming::Name => names.push(text.to_owned()),
                            Naming::Code { .. } => names.push(format!("{}:{text}", key.key)),
                            _ => {}
                        }
                    }
                }
                names.retain(|name| {
                    probes.iter().map(Some).chain([None]).all(|when| {
                        let untimely = when.is_some_and(|when| registry.untimely(name, id, when).is_some());
                        registry.find(schema, name, class, when) == Found::One(id) && !untimely
                    })
                });
                if !names.is_empty() {
                    known.push((id, names));
                }
            }
            world.names.insert(class, known);
        }
        world
    }

    /// All kinds of fact.
    pub fn facts(&self) -> &[KindId] {
        &self.facts
    }

    fn some<'t, T>(&self, all: &'t [T]) -> &'t [T] {
        if self.width == Width::All { all } else { &all[..all.len().min(3)] }
    }

    /// A record of a kind: the mapping of its keys. Lists that ask for several facts stand in it only where `product`.
    pub fn record(&self, kind_id: KindId, tape: &mut Tape<'_>, around: &mut Around, product: bool) -> Tree {
        let kind = self.schema.kind(kind_id);
        let mut entries: Vec<(String, Tree)> = Vec::new();
        let mut predicates = Vec::new();
        let chosen: Vec<_> = kind.one_of.iter().map(|group| group[tape.below(group.len())]).collect();
        let mut multiplied = !product;
        for key in &kind.keys {
            let wanted = key.min > 0 || chosen.contains(&key.predicate) || tape.once_in(3);
            // One identifier on two entities is a mistake, and the texts at hand would make it.
            // So is an entity of one IRI of which two records say one thing differently.
            let may_differ = key.min == 0 && (key.max == Some(1) || key.unique_lang);
            let once = kind.role == Role::Entity && may_differ && !chosen.contains(&key.predicate);
            if !wanted || once || key.unique || predicates.contains(&key.predicate) {
                continue;
            }
            if let Some(value) = self.value(kind, key, tape, around, &mut multiplied) {
                predicates.push(key.predicate);
                entries.push((key.key.clone(), value));
            }
        }
        Tree::Map(entries)
    }

    /// What stands at a key: one value, or a list where it takes many or where each element is to make a fact.
    fn value(
        &self,
        kind: &Kind,
        key: &Key,
        tape: &mut Tape<'_>,
        around: &mut Around,
        multiplied: &mut bool,
    ) -> Option<Tree> {
        let listed = matches!(key.value, ValueType::Entity(_) | ValueType::Concept(_));
        let several = if key.max == Some(1) {
            let several = !*multiplied && listed && kind.role == Role::Fact && tape.once_in(8);
            *multiplied |= several;
            usize::from(several) + 1
        } else {
            let least = usize::try_from(key.min).unwrap().max(1);
            let most = key.max.map_or(least + 2, |max| usize::try_from(max).unwrap());
            least + tape.below(most - least + 1)
        };
        let mut values: Vec<Tree> = Vec::new();
        let mut entities: Vec<EntityId> = Vec::new();
        // What is written in place may come out the same twice.
        for _ in 0..several * 4 {
            if values.len() < several {
                let value = self.one_value(kind, key, tape, around, &mut entities);
                // A list of the same twice is an error where the key is symmetric, and means nothing elsewhere.
                values.extend(value.filter(|value| !values.contains(value)));
            }
        }
        let enough = values.len() >= usize::try_from(key.min).unwrap();
        match values.len() {
            0 => None,
            _ if !enough => panic!("`{}` of `{}`: too few entities to choose from", key.key, kind.key),
            // A list of one is that one; but a time is never written as a list.
            1 if matches!(key.value, ValueType::Time) || !tape.once_in(4) => values.pop(),
            _ => Some(Tree::List(values)),
        }
    }

    fn one_value(
        &self,
        kind: &Kind,
        key: &Key,
        tape: &mut Tape<'_>,
        around: &mut Around,
        entities: &mut Vec<EntityId>,
    ) -> Option<Tree> {
        match &key.value {
            ValueType::Entity(class) => self.entity(*class, tape, around, entities),
            ValueType::Fact(class) => self.fact(*class, tape, around),
            ValueType::Matter(class) => {
                if tape.once_in(3)
                    && let Some(fact) = self.fact(*class, tape, around)
                {
                    return Some(fact);
                }
                self.entity(*class, tape, around, entities)
            }
            ValueType::Concept(list) => {
                let list = self.some(list);
                let at = tape.below(list.len());
                Some(text(self.written(list, list[at], tape)))
            }
            ValueType::Time => Some(self.time(tape)),
            ValueType::Quantity { default_unit, units } => {
                let number = format!("{}{}", tape.one(COMPARATORS), tape.one(self.some(AMOUNTS)));
                if default_unit.is_some() && !tape.once_in(2) || units.is_empty() {
                    return Some(text(number));
                }
                Some(text(format!("{number} {}", self.schema.concept(*tape.one(self.some(units))).code)))
            }
            ValueType::Text { datatype, pattern } => {
                let own = kind.role == Role::Fact && key.names == Naming::Name;
                let plain = match datatype {
                    Datatype::Integer => (*tape.one(&["1", "2", "17", "+03"])).to_owned(),
                    Datatype::Decimal => (*tape.one(&["1", "0.5", "1,000"])).to_owned(),
                    Datatype::Boolean => (*tape.one(&["true", "no"])).to_owned(),
                    Datatype::Date => (*tape.one(&["2006-10-17", "1993-01-01"])).to_owned(),
                    Datatype::String | Datatype::LangString => {
                        let all = if own { FACT_NAMES } else { TEXTS };
                        // A name is one line.
                        let is_line = |text: &str| *datatype == Datatype::String || !text.contains(['\n', '\r', '\t']);
                        let fits = |text: &&&str| {
                            is_line(text) && pattern.as_ref().is_none_or(|pattern| pattern.is_match(text))
                        };
                        let fitting: Vec<&&str> = all.iter().filter(fits).collect();
                        let formed: Vec<&&str> = FORMED.iter().filter(fits).collect();
                        let from = if fitting.is_empty() { formed } else { fitting };
                        if from.is_empty() {
                            return None;
                        }
                        (**tape.one(&from)).to_owned()
                    }
                };
                if *datatype == Datatype::LangString && tape.once_in(4) {
                    let lines: Vec<&&str> = TEXTS.iter().filter(|text| !text.contains(['\n', '\r', '\t'])).collect();
                    return Some(map([("en", text(plain)), ("az-Latn", text(**tape.one(&lines)))]));
                }
                Some(text(plain))
            }
            ValueType::Iri { template: None, pattern: None } => Some(text(*tape.one(IRIS))),
            ValueType::Iri { pattern, .. } => {
                let fits = |text: &&&str| pattern.as_ref().is_none_or(|pattern| pattern.is_match(text));
                FORMED.iter().find(fits).map(|formed| text(*formed))
            }
        }
    }

    /// A name of an entity that was not chosen before, or a record in place.
    fn entity(
        &self,
        class: ClassId,
        tape: &mut Tape<'_>,
        around: &mut Around,
        chosen: &mut Vec<EntityId>,
    ) -> Option<Tree> {
        let known: Vec<_> = self.names[&class].iter().filter(|(id, _)| !chosen.contains(id)).collect();
        if known.is_empty() || around.depth < 2 && tape.once_in(12) {
            return self.in_place(class, Role::Entity, tape, around);
        }
        let known = self.some(&known);
        let (id, names) = tape.one(known);
        chosen.push(*id);
        Some(text(tape.one(names)))
    }

    fn fact(&self, class: ClassId, tape: &mut Tape<'_>, around: &mut Around) -> Option<Tree> {
        let fitting: Vec<(String, usize)> = around
            .ids
            .iter()
            .filter(|(_, of, _)| self.schema.is_a(*of, class))
            .map(|(id, _, block)| (id.clone(), *block))
            .collect();
        if !fitting.is_empty() && !tape.once_in(4) {
            let (id, block) = tape.one(&fitting);
            around.used.push(*block);
            return Some(text(id));
        }
        if around.depth >= 2 {
            return None;
        }
        self.in_place(class, Role::Fact, tape, around)
    }

    fn in_place(&self, class: ClassId, role: Role, tape: &mut Tape<'_>, around: &mut Around) -> Option<Tree> {
        // What needs a fact in it does not fit where none can be.
        let needs_fact =
            |kind: &Kind| kind.keys.iter().any(|key| key.min > 0 && matches!(key.value, ValueType::Fact(_)));
        let fits = |kind: &Kind| {
            kind.role == role && self.schema.is_a(kind.class, class) && !(around.depth >= 1 && needs_fact(kind))
        };
        let kinds: Vec<(usize, &Kind)> = self.schema.kinds().enumerate().filter(|(_, kind)| fits(kind)).collect();
        if kinds.is_empty() {
            return None;
        }
        let (at, kind) = tape.one(&kinds);
        let by_id = kind.template.keys().next().is_some_and(|variable| variable == "id");
        let record = if by_id {
            // One id always bears one name, as two records of one entity should; the name may have no Latin letter.
            let number = tape.below(3);
            let name = ["Ad hoc thing", "Дело", "l'œuvre \"ad hoc\""][number];
            map([("id", text(format!("ad-hoc-{number}"))), ("name", text(name))])
        } else {
            around.depth += 1;
            let record = self.record(KindId(u16::try_from(*at).unwrap()), tape, around, false);
            around.depth -= 1;
            record
        };
        Some(Tree::Map(vec![(kind.key.clone(), record)]))
    }

    /// One of the ways to write a concept that mean it alone within its list.
    fn written(&self, list: &[ConceptId], id: ConceptId, tape: &mut Tape<'_>) -> String {
        let concept = self.schema.concept(id);
        let form = if tape.once_in(2) { &concept.label } else { &concept.code };
        let bearers = self.schema.concepts_written(form).iter().filter(|other| list.contains(other)).count();
        if bearers == 1 { form.clone() } else { concept.code.clone() }
    }

    fn time(&self, tape: &mut Tape<'_>) -> Tree {
        let edtf = |tape: &mut Tape<'_>| text(*tape.one(self.some(TIMES)));
        let words = |tape: &mut Tape<'_>| text(*tape.one(self.some(EXPRESSIONS)));
        match tape.below(8) {
            4 => map([("edtf", edtf(tape)), ("expression", words(tape))]),
            5 => map([("expression", words(tape))]),
            6 => map([("begin earliest", text("1991")), ("end latest", text("1995-06"))]),
            7 => map([("end latest", text(*tape.one(&["1918", "1990-12-31"]))), ("expression", words(tape))]),
            _ => edtf(tape),
        }
    }
}

/// A block of facts, with what it must stay together with.
#[derive(Debug, Clone)]
pub struct BlockPlan {
    pub tree: Tree,
    /// Earlier blocks whose facts it refers to.
    pub refers_to: Vec<usize>,
}

impl World<'_> {
    /// A block: where, in what manner, and one to three facts.
    pub fn block(&self, tape: &mut Tape<'_>, around: &mut Around, number: usize) -> BlockPlan {
        around.used.clear();
        let mut entries: Vec<(String, Tree)> = Vec::new();
        match tape.below(4) {
            0 => entries.push(("sentence".to_owned(), text((1 + tape.below(30)).to_string()))),
            1 => entries.push(("row".to_owned(), text((1 + tape.below(30)).to_string()))),
            2 => {
                let first = 1 + tape.below(30);
                let two = [first, first + 1].map(|n| text(n.to_string()));
                entries.push(("sentence".to_owned(), Tree::List(two.to_vec())));
            }
            _ => {}
        }
        let claim = self.schema.claim_kind().expect("claims have a shape");
        for key in &claim.keys {
            // A voice beside a speaker may contradict it.
            let voiced = key.key == "speaker" && entries.iter().any(|(key, _)| key == "voice");
            if tape.once_in(4) && !voiced {
                let value = self.value(claim, key, tape, around, &mut true);
                entries.extend(value.map(|value| (key.key.clone(), value)));
            }
        }
        let mut says: Vec<Tree> = Vec::new();
        let mut declared: Vec<(String, ClassId, usize)> = Vec::new();
        for _ in 0..=tape.below(3) {
            // Now and then a fact is said again by its id.
            if tape.once_in(10) && !around.ids.is_empty() {
                let (id, class, block) = around.ids[tape.below(around.ids.len())].clone();
                let kind = self.schema.kinds().find(|kind| kind.class == class).expect("a fact has a kind");
                around.used.push(block);
                says.push(Tree::Map(vec![(kind.key.clone(), text(id))]));
                continue;
            }
            let kind_id = *tape.one(&self.facts);
            let kind = self.schema.kind(kind_id);
            let with_id = tape.once_in(3);
            let mut record = self.record(kind_id, tape, around, !with_id);
            if with_id && let Tree::Map(entries) = &mut record {
                let id = format!("f{number}-{}", says.len());
                entries.insert(0, ("id".to_owned(), text(id.clone())));
                declared.push((id, kind.class, number));
            }
            says.push(Tree::Map(vec![(kind.key.clone(), record)]));
        }
        entries.push(("says".to_owned(), Tree::List(says)));
        // Facts are referred to from later blocks, so nothing can run in a circle.
        around.ids.extend(declared);
        let mut refers_to = std::mem::take(&mut around.used);
        refers_to.sort_unstable();
        refers_to.dedup();
        BlockPlan { tree: Tree::Map(entries), refers_to }
    }
}

impl Tree {
    /// The same with every mapping and list in another order, but for the sentences of a block: an undated event takes
    /// the first of them into its IRI.
    pub fn shuffled(&self, random: &mut Random) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.clone()),
            Self::List(items) => {
                let mut items: Vec<Self> = items.iter().map(|item| item.shuffled(random)).collect();
                random.shuffle(&mut items);
                Self::List(items)
            }
            Self::Map(entries) => {
                let mut entries: Vec<(String, Self)> = entries
                    .iter()
                    .map(|(key, value)| {
                        let value = if key == "sentence" { value.clone() } else { value.shuffled(random) };
                        (key.clone(), value)
                    })
                    .collect();
                random.shuffle(&mut entries);
                Self::Map(entries)
            }
        }
    }

    /// JSON on one line.
    pub fn json(&self) -> String {
        match self {
            Self::Text(text) => serde_json::Value::from(text.as_str()).to_string(),
            Self::List(items) => format!("[{}]", items.iter().map(Self::json).collect::<Vec<_>>().join(", ")),
            Self::Map(entries) => {
                let entries: Vec<String> = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {}", serde_json::Value::from(key.as_str()), value.json()))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }

    /// YAML, in block style to a depth and in flow style beyond it.
    pub fn yaml(&self, block_depth: usize) -> String {
        let mut out = String::new();
        self.write_yaml(&mut out, 0, block_depth);
        out
    }

    fn write_yaml(&self, out: &mut String, indent: usize, block_depth: usize) {
        let pad = "  ".repeat(indent);
        match self {
            Self::Map(entries) if indent < block_depth && !entries.is_empty() => {
                for (key, value) in entries {
                    let _ = write!(out, "{pad}{}:", scalar(key));
                    value.write_below(out, indent, block_depth);
                }
            }
            Self::List(items) if indent < block_depth && !items.is_empty() => {
                for item in items {
                    let _ = write!(out, "{pad}-");
                    item.write_below(out, indent, block_depth);
                }
            }
            _ => {
                let _ = writeln!(out, "{pad}{}", self.flow());
            }
        }
    }

    fn write_below(&self, out: &mut String, indent: usize, block_depth: usize) {
        let nested = match self {
            Self::Map(entries) => !entries.is_empty(),
            Self::List(items) => !items.is_empty(),
            Self::Text(_) => false,
        };
        if nested && indent + 1 < block_depth {
            out.push('\n');
            self.write_yaml(out, indent + 1, block_depth);
        } else {
            let _ = writeln!(out, " {}", self.flow());
        }
    }

    fn flow(&self) -> String {
        match self {
            Self::Text(text) => scalar(text),
            Self::List(items) => format!("[{}]", items.iter().map(Self::flow).collect::<Vec<_>>().join(", ")),
            Self::Map(entries) => {
                let entries: Vec<String> =
                    entries.iter().map(|(key, value)| format!("{}: {}", scalar(key), value.flow())).collect();
                format!("{{{}}}", entries.join(", "))
            }
        }
    }
}

/// A scalar as YAML: bare where that is safe, in single quotes where it has one line, else in double quotes.
fn scalar(text: &str) -> String {
    let bare = text.len() > 1
        && text.chars().all(|c| c.is_ascii_alphanumeric() || " -/.".contains(c))
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text.ends_with(|c: char| c.is_ascii_alphanumeric())
        && !["true", "false", "null", "no", "yes", "on", "off"].contains(&text.to_ascii_lowercase().as_str());
    if bare {
        text.to_owned()
    } else if text.contains(char::is_control) || text.contains('\'') {
        serde_json::Value::from(text).to_string()
    } else {
        format!("'{text}'")
    }
}
