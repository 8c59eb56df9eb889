//! The predicates that a reading of descriptions looks for.

use std::collections::BTreeSet;

use chancery_model::schema::{PredId, Role, Schema};
use chancery_model::vocab::{chy, std_terms as t};

/// The predicates that are looked for.
pub(super) struct Wanted {
    pub(super) rdf_type: Option<PredId>,
    pub(super) begin_earliest: Option<PredId>,
    pub(super) begin_latest: Option<PredId>,
    pub(super) end_earliest: Option<PredId>,
    pub(super) end_latest: Option<PredId>,
    pub(super) number: Option<PredId>,
    pub(super) comparator: Option<PredId>,
    pub(super) unit: Option<PredId>,
    pub(super) edtf: Option<PredId>,
    pub(super) expression: Option<PredId>,
    pub(super) supports: Option<PredId>,
    pub(super) denies: Option<PredId>,
    pub(super) modality: Option<PredId>,
    pub(super) voice: Option<PredId>,
    pub(super) hedge: Option<PredId>,
    pub(super) as_of: Option<PredId>,
    pub(super) during: Option<PredId>,
    pub(super) same_as: Option<PredId>,
    pub(super) affair: Option<PredId>,
    /// From an entity to the time in which it exists.
    pub(super) life: Vec<PredId>,
}

impl Wanted {
    pub(super) fn of(schema: &Schema) -> Self {
        let predicate = |iri: &str| schema.space.predicate(iri);
        Self {
            rdf_type: predicate(t::RDF_TYPE),
            begin_earliest: predicate(chy::BEGIN_EARLIEST),
            begin_latest: predicate(chy::BEGIN_LATEST),
            end_earliest: predicate(chy::END_EARLIEST),
            end_latest: predicate(chy::END_LATEST),
            number: predicate(t::QUDT_NUMERIC_VALUE),
            comparator: predicate(chy::COMPARATOR),
            unit: predicate(t::QUDT_UNIT),
            edtf: predicate(chy::EDTF),
            expression: predicate(chy::EXPRESSION),
            supports: predicate(chy::SUPPORTS),
            denies: predicate(chy::DENIES),
            modality: predicate(chy::MODALITY),
            voice: predicate(chy::VOICE),
            hedge: predicate(chy::HEDGE),
            as_of: predicate(chy::AS_OF),
            during: predicate(chy::DURING),
            same_as: predicate(t::OWL_SAME_AS),
            affair: predicate(chy::AFFAIR),
            life: schema
                .kinds()
                .filter(|kind| kind.role == Role::Entity)
                .flat_map(|kind| kind.keys.iter().filter(|key| key.states_life).map(|key| key.predicate))
                .collect::<BTreeSet<_>>()
                .into_iter()
                .collect(),
        }
    }
}
