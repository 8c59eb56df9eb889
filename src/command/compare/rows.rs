//! What was found: how many affairs of each class, and a row for each pair of facts with the evidence of both.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

use serde::Serialize;

use super::args::CompareArgs;
use super::evidence::Piece;
use super::sides::{Side, Two};
use crate::command::session::Session;
use chancery_graph::meet::{Class, Compared, Facing, Gathered, Group, Over, Sides, Stated};
use chancery_graph::{Thing, thing_of};
use chancery_model::schema::{KeyPath, Kind, Schema};
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

/// How many affairs of a kind there are of a class, in which the facts begin in a year.
#[derive(Debug, Serialize)]
pub(super) struct Count {
    pub kind: String,
    /// Nothing where no fact says by when it had begun.
    pub year: Option<i32>,
    pub class: &'static str,
    pub affairs: u64,
}

/// A pair of facts that are about one affair.
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
    pub first: Told,
    pub second: Told,
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
    pub compared: Vec<Compared>,
}

impl Found {
    /// The pairs that are shown, those first that a scholar wants to see first: disagreements, the largest first.
    fn shown(&self, args: &CompareArgs, disagreements: bool) -> Vec<(usize, Facing)> {
        let is_asked = |pair: &Facing| {
            (!disagreements || pair.class == Class::Disagree)
                && pair.days().is_none_or(|days| days >= i64::from(args.min_gap))
        };
        let all = self.compared.iter().flat_map(|one| one.pairs.iter().map(|pair| (one.group, *pair)));
        let mut shown: Vec<(usize, Facing)> = all.filter(|(_, pair)| is_asked(pair)).collect();
        shown.sort_by_key(|(group, pair)| (pair.class, Reverse(pair.days().unwrap_or(0)), *group));
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
    let shown: Vec<Vec<(usize, Facing)>> = found.iter().map(|one| one.shown(args, disagreements)).collect();
    let mut facts: HashSet<Thing> = HashSet::new();
    if !args.counts {
        for (group, pair) in shown.iter().flatten() {
            let iris = &gathered.groups[*group].iris;
            facts.extend([pair.first, pair.second].map(|at| thing_of(iris[at].as_ref())));
        }
    }
    let outcome = &session.outcome;
    let stated = Stated::of(&session.loaded.schema, &outcome.sorted, &outcome.documents, facts)?;
    let rows = Rows { session, gathered, stated: &stated };
    let comparison = |(one, shown): (&Found, &Vec<(usize, Facing)>)| {
        let counts_by_year = counts(session, gathered, one, args);
        let mut counts: BTreeMap<String, BTreeMap<&'static str, u64>> = BTreeMap::new();
        for count in &counts_by_year {
            *counts.entry(count.kind.clone()).or_default().entry(count.class).or_default() += count.affairs;
        }
        let row = |(group, pair): &(usize, Facing)| rows.row(&one.two, &gathered.groups[*group], pair);
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
    for one in &found.compared {
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
    fn row(&self, two: &Two, group: &Group, pair: &Facing) -> Row {
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
            first: self.told(&two.first, group, pair.first),
            second: self.told(&two.second, group, pair.second),
        }
    }

    fn told(&self, side: &Side, group: &Group, at: usize) -> Told {
        let schema = &self.session.loaded.schema;
        let documents = &self.session.outcome.documents;
        let iri = &group.iris[at];
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
