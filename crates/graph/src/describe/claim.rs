//! Claims: what one place of a document says of a fact.

use std::fmt::Write as _;
use std::sync::Arc;

use super::describer::Describer;
use super::evidence::Quoted;
use crate::select::Provenance;
use crate::standing::Mask;
use chancery_model::facts::{Document, GraphId, Item, KeyValues, Made, Manner, Place};
use chancery_model::literal::Typed;
use chancery_model::schema::{ConceptId, Iri, IriBuf, Kind};
use chancery_model::vocab::{concept, std_terms as t};
use chancery_values::digest;
use chancery_values::time::Date;

/// What a claim rests on.
#[derive(Clone, Copy)]
enum Cited<'a> {
    Place(Place),
    Statement(&'a Quoted<'a>),
}

impl<'a> Describer<'a> {
    /// The manner of what is written in place in a record, if a claim with these values says the record.
    #[must_use]
    pub fn in_place(&self, claim: &[KeyValues]) -> Manner {
        self.schema.claim_kind().map_or(Manner::Stated, |kind| self.manners.in_place(kind, claim))
    }

    /// Describes what one place of a document claims of a fact. Gives the claim's share in the fact's standing.
    ///
    /// `values` are those of the claim's keys; modality, voice and polarity have defaults.
    pub fn claim(&mut self, fact: &Arc<Made>, values: &[KeyValues], place: Place, document: &Document) -> Mask {
        self.claim_cited(fact, values, Cited::Place(place), document)
    }

    /// As [`claim`](Self::claim), by a statement of Wikidata, which is described by itself ([`Self::quoted`]).
    pub fn claim_quoted(
        &mut self,
        fact: &Arc<Made>,
        values: &[KeyValues],
        statement: &Quoted<'_>,
        document: &Document,
    ) -> Mask {
        self.claim_cited(fact, values, Cited::Statement(statement), document)
    }

    fn claim_cited(&mut self, fact: &Arc<Made>, values: &[KeyValues], cited: Cited<'_>, document: &Document) -> Mask {
        let Some(kind) = self.schema.claim_kind() else { return Mask::default() };
        let [modality, voice, polarity] = self.manners.of(kind, values);
        let iri_of = |id: ConceptId| self.schema.concept(id).iri.as_str();
        let hedge = self.manners.hedge(kind, values);
        let mask = Mask::of_claim(iri_of(modality), iri_of(voice), iri_of(polarity), hedge.is_some());
        let denies = iri_of(polarity) == concept::DENIES;
        match self.provenance {
            Provenance::Full => {}
            Provenance::Source => {
                let (source, document) = (self.machine(t::DCTERMS_SOURCE), self.document_iri(document));
                self.describe.begin(GraphId::DEFAULT, fact.iri.as_ref()).iri(source, document.as_ref());
                self.describe.end(&mut self.batch);
                return mask;
            }
            Provenance::None => return mask,
        }

        let mut content = String::with_capacity(128);
        Item::Made(fact.clone()).content(self.schema, self.registry, &mut content);
        for id in [modality, voice, polarity] {
            content.push('\n');
            content.push_str(iri_of(id));
        }
        for (at, items) in values {
            if self.manners.is_one_of_three(kind.keys[*at].predicate) {
                continue;
            }
            for item in items.items() {
                content.push('\n');
                content.push_str(&kind.keys[*at].key);
                content.push('=');
                item.content(self.schema, self.registry, &mut content);
            }
        }
        let at = match cited {
            Cited::Place(place) => place.name(&document.id),
            Cited::Statement(statement) => statement.name(document),
        };
        let name = format!("{at}--{}", digest::short(&content));
        let graph = self.graph(document);
        let evidence = match cited {
            Cited::Place(place) => self.evidence(place, document, &at),
            Cited::Statement(_) => IriBuf { ns: self.schema.folders.statement, local: at },
        };
        let class = self.classes.claim.clone();
        let label = self.claim_label(document, cited, [modality, voice, polarity], hedge, fact);
        self.describe.begin(graph, Iri { ns: self.schema.folders.claim, local: &name });
        self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
        let relation = if denies { self.p.denies } else { self.p.supports };
        self.describe.iri(relation, fact.iri.as_ref()).iri(self.p.evidence, evidence.as_ref());
        for (predicate, id) in [(self.p.modality, modality), (self.p.voice, voice), (self.p.polarity, polarity)] {
            self.concept_statement(predicate, id);
        }
        // Who asserts plainly what has no end says that it had not ended on the day of the source.
        let is_ongoing = fact.is_ongoing && mask.is_plainly_held();
        self.claim_statements(kind, values, document.day.filter(|_| is_ongoing), is_ongoing);
        self.describe.end(&mut self.batch);
        mask
    }

    /// The statements of the values of a claim. A day of its own replaces that of the document.
    fn claim_statements(&mut self, kind: &Kind, values: &[KeyValues], of_document: Option<Date>, is_ongoing: bool) {
        let mut day = of_document.map(|day| day.to_string());
        for (at, items) in values {
            for item in items.items() {
                match item {
                    Item::Text(text) if kind.keys[*at].predicate == self.p.as_of => {
                        day = is_ongoing.then(|| text.as_str().to_owned());
                    }
                    _ => self.statement(kind.keys[*at].predicate, item),
                }
            }
        }
        if let Some(day) = day {
            self.describe.typed(self.p.as_of, Typed::Date, &day);
        }
    }

    /// The label of a claim: the place, how it is said if that is not plainly, and the fact.
    fn claim_label(
        &self,
        document: &Document,
        cited: Cited<'_>,
        manner: [ConceptId; 3],
        hedge: Option<&str>,
        fact: &Made,
    ) -> String {
        let mut label = document.label.clone();
        let _ = match cited {
            Cited::Place(Place::Sentence(number)) => write!(label, ", sentence {number}"),
            Cited::Place(Place::Row(number)) => write!(label, ", row {number}"),
            Cited::Place(Place::Rows(first, last)) => write!(label, ", rows {first} to {last}"),
            Cited::Place(Place::Whole) => Ok(()),
            Cited::Statement(statement) => write!(label, ", {}, {}", statement.item(), statement.property),
        };
        // What is not plainly asserted does not read as if it were.
        for (manner, plain) in manner.into_iter().zip(self.manners.plainly) {
            if manner != plain {
                let _ = write!(label, ", {}", self.schema.concept(manner).label);
            }
        }
        if let Some(words) = hedge {
            let _ = write!(label, ", hedge \"{words}\"");
        }
        let _ = write!(label, ": {}", fact.label);
        label
    }
}
