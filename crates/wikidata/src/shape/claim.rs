//! A claim and a time, as their descriptions say them.

use chancery_values::time::Bounds;

/// A time, as its description says it.
#[derive(Debug, Clone, Default)]
pub struct Span {
    /// Its EDTF text, where it has one.
    pub edtf: Option<String>,
    /// What that and named bounds prove.
    pub bounds: Bounds,
}

/// What one place says of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The whole IRI of the claim.
    pub iri: String,
    /// The `id` of its document.
    pub document: String,
    /// The evidence as a person reads it.
    pub label: String,
    /// It supports the fact.
    pub supports: bool,
    /// The source itself asserts it, plainly or with a hedge: no forecast, no other's word.
    pub asserted: bool,
    /// The words by which it is hedged.
    pub hedge: Option<String>,
    /// The id of the statement of Wikidata that it rests on.
    pub statement: Option<String>,
}

impl Claim {
    /// It is the source's own plain word for the fact, and no statement of Wikidata: what may be given to Wikidata, and is a
    /// reference there.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.is_own() && self.hedge.is_none()
    }

    /// It is the source's own word for the fact, plain or hedged, and no statement of Wikidata.
    #[must_use]
    pub fn is_own(&self) -> bool {
        self.supports && self.asserted && self.statement.is_none()
    }
}
