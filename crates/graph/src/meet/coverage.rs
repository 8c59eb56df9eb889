//! What documents cover, asked of facts by their values: where a document is silent although it has all, there was nothing.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use super::known::{DocumentId, KnownDays};
use super::telling::ValueId;
use chancery_model::facts::{Document, GapReason, Limited, Scope, Years};
use chancery_model::schema::{IriBuf, Kind, KindId, PredId, Schema};
use chancery_values::time::Bounds;

/// What a document has completely.
pub(super) struct Complete {
    pub(super) document: DocumentId,
    kind: KindId,
    scope: Scope,
    gaps: Vec<GapsOn>,
}

/// The gaps that are limited to values of the same keys.
struct GapsOn {
    /// The names of the keys.
    keys: Vec<String>,
    /// The years of each combination of values.
    years: HashMap<Vec<IriBuf>, Vec<Years>, RandomState>,
}

/// What all documents have completely.
#[derive(Default)]
pub(super) struct Coverage(Vec<Complete>);

/// What is known of the values of a fact.
pub(super) trait Known {
    /// The values of a key, by its place in the kind of the fact.
    fn values(&self, key: usize) -> Vec<ValueId>;

    /// What a value is, if it is a thing.
    fn thing(&self, value: ValueId) -> Option<&IriBuf>;

    /// Whether a value has something for a property.
    fn has(&self, value: ValueId, property: PredId) -> bool;
}

impl Coverage {
    pub(super) fn of(schema: &Schema, documents: &[Document]) -> Self {
        let mut all = Vec::new();
        for document in documents {
            let complete = document.scopes.iter().filter(|scope| scope.complete);
            let Some(number) = DocumentId::of(documents, &document.id) else { continue };
            all.extend(complete.map(|scope| Complete {
                document: number,
                kind: scope.kind,
                scope: scope.clone(),
                gaps: gaps_of(schema, document, scope),
            }));
        }
        Self(all)
    }

    /// The properties of values that decide.
    pub(super) fn properties(&self) -> impl Iterator<Item = PredId> {
        let limits = self.0.iter().flat_map(|complete| &complete.scope.limits);
        limits.filter_map(|limit| match limit.to {
            Limited::Having(_, property) => Some(property),
            Limited::Values(_) => None,
        })
    }

    /// Whether one of these documents states all values of the refining keys, before the begin of a fact and after its end too.
    pub(super) fn is_whole(
        &self,
        schema: &Schema,
        documents: &[u16],
        kind: KindId,
        time: &Bounds,
        known: &dyn Known,
    ) -> bool {
        let affair = schema.kind(kind).affair.as_ref();
        let refines = |complete: &Complete| {
            let of_scope = schema.kind(complete.kind);
            let is_limited = |key: &str| complete.scope.limits.iter().any(|limit| of_scope.keys[limit.key].key == key);
            affair.is_some_and(|affair| {
                affair.refined.iter().any(|path| is_limited(&schema.kind(kind).keys[path.key].key))
            })
        };
        self.0.iter().any(|complete| {
            documents.binary_search(&complete.document.0).is_ok()
                && !refines(complete)
                && complete.scope.surrounds(time)
                && complete.has(schema, kind, known)
        })
    }

    /// The documents that would have a fact if it were so, each with the days of the fact that it knows completely.
    pub(super) fn covering(&self, schema: &Schema, kind: KindId, time: &Bounds, known: &dyn Known) -> Vec<KnownDays> {
        let has = |complete: &&Complete| complete.scope.holds(time) && complete.has(schema, kind, known);
        let knows = |complete: &Complete| complete.days_of(schema.kind(kind), time, known);
        self.0.iter().filter(has).filter_map(knows).collect()
    }
}

/// The gaps in what a document covers, by the keys that they are limited to. That there could be nothing is known, and no gap.
fn gaps_of(schema: &Schema, document: &Document, scope: &Scope) -> Vec<GapsOn> {
    let of_scope = schema.kind(scope.kind).class;
    let mut all: Vec<GapsOn> = Vec::new();
    for gap in document.gaps.iter().filter(|gap| gap.reason != GapReason::NotApplicable) {
        let kind = schema.kind(gap.kind);
        if !schema.is_a(kind.class, of_scope) {
            continue;
        }
        let keys: Vec<String> = gap.limits.iter().map(|(key, _)| kind.keys[*key].key.clone()).collect();
        let at = all.iter().position(|on| on.keys == keys).unwrap_or_else(|| {
            all.push(GapsOn { keys, years: HashMap::default() });
            all.len() - 1
        });
        let values = gap.limits.iter().map(|(_, value)| value.clone()).collect();
        all[at].years.entry(values).or_default().push(gap.years.clone());
    }
    all
}

impl Complete {
    /// The days on which a fact certainly holds, or may hold if there is no such day, and which are covered and in no gap. Nothing
    /// where there are none.
    fn days_of(&self, kind: &Kind, time: &Bounds, known: &dyn Known) -> Option<KnownDays> {
        let gaps = self.gaps.iter().flat_map(|on| on.years_of(kind, known)).flatten();
        KnownDays::of(self.document, time, self.scope.days(), gaps)
    }

    /// Whether a fact of a kind has the values that are covered.
    fn has(&self, schema: &Schema, kind: KindId, known: &dyn Known) -> bool {
        let (own, of_scope) = (schema.kind(kind), schema.kind(self.kind));
        schema.is_a(own.class, of_scope.class)
            && self.scope.limits.iter().all(|limit| {
                let name = &of_scope.keys[limit.key].key;
                let Some((key, _)) = own.key(name) else { return false };
                let values = known.values(key);
                !values.is_empty()
                    && values.iter().all(|value| match &limit.to {
                        Limited::Values(allowed) => known.thing(*value).is_some_and(|thing| allowed.contains(thing)),
                        Limited::Having(_, property) => known.has(*value, *property),
                    })
            })
    }
}

impl GapsOn {
    /// The years of gaps that a fact is in; of several values of one key, those of each combination.
    fn years_of<'g>(&'g self, kind: &Kind, known: &dyn Known) -> Vec<&'g [Years]> {
        let mut combined: Vec<Vec<IriBuf>> = vec![Vec::new()];
        for key in &self.keys {
            let Some((key, _)) = kind.key(key) else { return Vec::new() };
            let values = known.values(key);
            let things = || values.iter().filter_map(|value| known.thing(*value));
            combined = combined
                .iter()
                .flat_map(|before| things().map(|thing| before.iter().chain([thing]).cloned().collect()))
                .collect();
        }
        combined.iter().filter_map(|values| self.years.get(values).map(Vec::as_slice)).collect()
    }
}
