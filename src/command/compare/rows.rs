//! What was found: how many affairs of each class, and a row for each pair of facts with the evidence of both.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::args::CompareArgs;
use super::evidence::Piece;
use super::sides::{Side, Two};
use crate::command::session::Session;
use chancery_graph::meet::{Class, Facing, Gathered, Group, Over, Sides, Stated, TwoCompared, Within};
use chancery_graph::{Thing, thing_of};
use chancery_model::schema::{IriBuf, KeyPath, Kind, Schema};
use chancery_values::name::counted;

/// Two sources compared.
#[derive(Debug, Serialize)]
pub(super) struct Comparison {
    pub first: String,
    pub second: String,
    /// The documents from which both are made: where the two agree, that is the word of one source.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub made_from: Vec<String>,
    /// How many affairs of each class, by kind.
    pub counts: BTreeMap<String, BTreeMap<&'static str, u64>>,
    /// The same by year too.
    pub counts_by_year: Vec<Count>,
    /// Nothing where only counts are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<Vec<Row>>,
}

impl Comparison {
    /// The source that states what is of a class of one source alone, and the other.
    pub(super) fn one_and_other(&self, class: Class) -> (&str, &str) {
        match class {
            Class::OnlySecondWithin => (&self.second, &self.first),
            _ => (&self.first, &self.second),
        }
    }
}

/// How many affairs of a kind there are of a class, in which the facts begin in a year.
#[derive(Debug, Serialize)]
pub(super) struct Count {
    pub kind: String,
    /// Nothing where no fact says by when it had begun.
    pub year: Option<i32>,
    pub class: &'static str,
    pub affairs: u64,
}

/// A pair of facts that are about one affair, or a fact of which the one source is silent although it has all such facts.
#[derive(Debug, Serialize)]
pub(super) struct Row {
    #[serde(serialize_with = "name")]
    pub class: Class,
    pub kind: String,
    pub affair: String,
    /// The key in which they differ: `begin`, `end`, or a key of the kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
    /// The year in which the earlier of the two begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub year: Option<i32>,
    /// What the first source states; nothing where it is silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first: Option<Told>,
    /// What the second source states; nothing where it is silent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<Told>,
}

/// A fact as one source states it.
#[derive(Debug, Serialize)]
pub(super) struct Told {
    pub source: String,
    pub iri: String,
    pub label: String,
    /// The first places that state it.
    pub evidence: Vec<Piece>,
    /// How many places there are beyond these.
    #[serde(skip_serializing_if = "is_none")]
    pub more_evidence: usize,
}

fn name<S: serde::Serializer>(class: &Class, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(class.name())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_none(count: &usize) -> bool {
    *count == 0
}

impl Row {
    /// About what they differ, and by how many days.
    pub(super) fn over(&self) -> String {
        let key = self.key.as_deref().unwrap_or_default();
        let days = |days: i64| format!("{key}, by {}", counted(usize::try_from(days).unwrap_or(0), "day"));
        self.days.map_or_else(|| key.to_owned(), days)
    }

    /// What each source states.
    pub(super) fn sides(&self) -> [Option<&Told>; 2] {
        [self.first.as_ref(), self.second.as_ref()]
    }
}

impl Told {
    /// Where it is stated, in words, one line each.
    pub(super) fn places(&self) -> Vec<String> {
        let mut all: Vec<String> = self.evidence.iter().map(Piece::words).collect();
        all.extend((self.more_evidence > 0).then(|| format!("and {} more", self.more_evidence)));
        all
    }
}

/// Two sources, and what was found of them.
pub(super) struct Found {
    pub two: Two,
    pub sides: Sides,
    pub compared: TwoCompared,
}

/// What a row is about.
#[derive(Clone, Copy)]
enum Shown<'f> {
    /// Two facts of one group.
    Pair(usize, Facing),
    /// A fact of one source.
    Within(&'f Within),
}

impl Shown<'_> {
    const fn class(&self) -> Class {
        match self {
            Self::Pair(_, pair) => pair.class,
            Self::Within(within) => within.class,
        }
    }

    fn days(&self) -> Option<i64> {
        match self {
            Self::Pair(_, pair) => pair.days(),
            Self::Within(_) => None,
        }
    }

    /// The facts that the row shows.
    fn facts<'s>(&'s self, gathered: &'s Gathered<'_>) -> Vec<&'s IriBuf> {
        match self {
            Self::Pair(group, pair) => [pair.first, pair.second].map(|at| &gathered.groups[*group].iris[at]).to_vec(),
            Self::Within(within) => vec![&within.fact],
        }
    }
}

impl Found {
    /// What is shown, that first which a scholar wants to see first: disagreements, the largest first.
    fn shown(&self, args: &CompareArgs, disagreements: bool) -> Vec<Shown<'_>> {
        let is_asked = |one: &Shown<'_>| {
            (!disagreements || one.class() == Class::Disagree || one.class().is_within())
                && one.days().is_none_or(|days| days >= i64::from(args.min_gap))
        };
        let affairs = &self.compared.affairs;
        let pairs = affairs.iter().flat_map(|one| one.pairs.iter().map(|pair| Shown::Pair(one.group, *pair)));
        let within = self.compared.within.iter().map(Shown::Within);
        let mut shown: Vec<Shown<'_>> = pairs.chain(within).filter(is_asked).collect();
        shown.sort_by_key(|one| (one.class(), Reverse(one.days().unwrap_or(0))));
        shown
    }
}

/// Writes down what was found; rows only of disagreements, or of all pairs.
///
/// # Errors
/// When the descriptions cannot be read back.
pub(super) fn comparisons(
    session: &Session,
    gathered: &Gathered<'_>,
    found: &[Found],
    args: &CompareArgs,
    disagreements: bool,
) -> std::io::Result<Vec<Comparison>> {
    let shown: Vec<Vec<Shown<'_>>> = found.iter().map(|one| one.shown(args, disagreements)).collect();
    let mut facts: HashSet<Thing> = HashSet::new();
    if !args.counts {
        let all = shown.iter().flatten().flat_map(|one| one.facts(gathered));
        facts.extend(all.map(|iri| thing_of(iri.as_ref())));
    }
    let outcome = &session.outcome;
    let stated = Stated::of(&session.loaded.schema, &outcome.sorted, &outcome.documents, facts)?;
    let rows = Rows { session, gathered, stated: &stated };
    let comparison = |(one, shown): (&Found, &Vec<Shown<'_>>)| {
        let counts_by_year = counts(session, gathered, one, args);
        let mut counts: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
        for count in &counts_by_year {
            *counts.entry(count.kind.clone()).or_default().entry(count.class).or_default() += count.affairs;
        }
        let row = |shown: &Shown<'_>| match shown {
            Shown::Pair(group, pair) => rows.pair(&one.two, &gathered.groups[*group], pair),
            Shown::Within(within) => rows.within(&one.two, within),
        };
        Comparison {
            first: one.two.first.name.clone(),
            second: one.two.second.name.clone(),
            made_from: one.two.made_from(&outcome.documents),
            counts,
            counts_by_year,
            rows: (!args.counts).then(|| shown.iter().map(row).collect()),
        }
    };
    Ok(found.iter().zip(&shown).map(comparison).collect())
}

/// How many affairs of each class, by kind and year.
fn counts(session: &Session, gathered: &Gathered<'_>, found: &Found, args: &CompareArgs) -> Vec<Count> {
    let mut counts: BTreeMap<(String, Option<i32>, Class), u64> = BTreeMap::new();
    let mut count = |kind: &Kind, year: Option<i32>, class: Class, n: u64| {
        *counts.entry((kind.key.clone(), year, class)).or_default() += n;
    };
    for one in &found.compared.affairs {
        count(gathered.kind(&gathered.groups[one.group]), one.year, one.class, 1);
    }
    for ((kind, document, year, covered_by), n) in &gathered.alone {
        let kind = session.loaded.schema.kind(*kind);
        if let Some(class) = found.sides.only(*document, covered_by).filter(|_| args.asks_for(kind)) {
            count(kind, *year, class, *n);
        }
    }
    let count = |((kind, year, class), affairs): ((String, Option<i32>, Class), u64)| {
        let class = class.name();
        Count { kind, year, class, affairs }
    };
    counts.into_iter().map(count).collect()
}

/// What rows are made of.
struct Rows<'r> {
    session: &'r Session,
    gathered: &'r Gathered<'r>,
    stated: &'r Stated,
}

impl Rows<'_> {
    fn pair(&self, two: &Two, group: &Group, pair: &Facing) -> Row {
        let schema = &self.session.loaded.schema;
        let kind = self.gathered.kind(group);
        let key = pair.over.map(|over| match over {
            Over::Begin(_) => "begin".to_owned(),
            Over::End(_) => "end".to_owned(),
            Over::Value(key) => {
                let path = kind.affair.as_ref().and_then(|affair| affair.refined.get(key));
                path.map(|path| name_of(schema, kind, path)).unwrap_or_default()
            }
            Over::Measure => "value".to_owned(),
            Over::Denied => "denied".to_owned(),
        });
        let begins = [pair.first, pair.second].map(|at| group.tellings[at].bounds.latest_begin());
        Row {
            class: pair.class,
            kind: kind.key.clone(),
            affair: schema.space.join(group.affair.ns, &group.affair.local),
            key,
            days: pair.days(),
            year: begins.into_iter().flatten().min().map(chancery_values::time::Date::year),
            first: Some(self.told(&two.first, &group.iris[pair.first])),
            second: Some(self.told(&two.second, &group.iris[pair.second])),
        }
    }

    fn within(&self, two: &Two, within: &Within) -> Row {
        let schema = &self.session.loaded.schema;
        let told = |side: &Side, class: Class| (within.class == class).then(|| self.told(side, &within.fact));
        Row {
            class: within.class,
            kind: schema.kind(within.kind).key.clone(),
            affair: schema.space.join(within.affair.ns, &within.affair.local),
            key: None,
            days: None,
            year: within.begin.map(chancery_values::time::Date::year),
            first: told(&two.first, Class::OnlyFirstWithin),
            second: told(&two.second, Class::OnlySecondWithin),
        }
    }

    fn told(&self, side: &Side, iri: &IriBuf) -> Told {
        let schema = &self.session.loaded.schema;
        let documents = &self.session.outcome.documents;
        let (places, more_evidence) = self.stated.places(iri.as_ref(), &side.documents);
        Told {
            source: side.name.clone(),
            iri: schema.space.join(iri.ns, &iri.local),
            label: self.stated.label(iri.as_ref()).to_owned(),
            evidence: places.into_iter().map(|one| Piece::new(schema, documents, self.stated, one)).collect(),
            more_evidence,
        }
    }
}

/// What a path is called: the key, and the property of its values.
fn name_of(schema: &Schema, kind: &Kind, path: &KeyPath) -> String {
    let key = &kind.keys[path.key].key;
    match path.inner {
        None => key.clone(),
        Some(inner) => {
            let iri = schema.space.predicate_iri(inner);
            format!("{key}: {}", iri.rsplit(['#', '/']).next().unwrap_or_default())
        }
    }
}
