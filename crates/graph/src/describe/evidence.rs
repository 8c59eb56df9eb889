//! Documents and the places in them that claims cite.

use super::describer::Describer;
use crate::select::Provenance;
use chancery_model::facts::{Carried, Document, Gap, GraphId, KeyValues, Place};
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, IriBuf, NsId};
use chancery_model::vocab::{chy, std_terms as t};

/// A statement of Wikidata that facts are drawn from.
#[derive(Debug, Clone, Copy)]
pub struct Quoted<'a> {
    /// Its id, `Q31$8C1C…`.
    pub id: &'a str,
    /// Its property.
    pub property: &'a str,
    /// The local name of its rank in Wikibase's ontology.
    pub rank: &'a str,
    /// Its JSON, as it was read.
    pub json: &'a str,
}

impl Quoted<'_> {
    /// The local part of its IRI: two readings of one statement, in two documents, may differ.
    pub(super) fn name(&self, document: &Document) -> String {
        format!("{}--{}", document.id, self.id.replacen('$', "-", 1))
    }

    /// The item that it is on.
    pub(super) fn item(&self) -> &str {
        self.id.split('$').next().unwrap_or(self.id)
    }
}

impl<'a> Describer<'a> {
    /// The IRI of a document.
    #[must_use]
    pub fn document_iri(&self, document: &Document) -> IriBuf {
        let kind = self.schema.document_kind().map(|id| self.schema.kind(id));
        IriBuf { ns: kind.map_or(NsId::NONE, |kind| kind.namespace), local: document.id.clone() }
    }

    /// The IRI of a place in a document, described where it was not yet.
    pub(super) fn evidence(&mut self, place: Place, document: &Document, name: &str) -> IriBuf {
        let folders = self.schema.folders;
        let graph = self.graph(document);
        match place {
            Place::Whole => self.document_iri(document),
            Place::Row(number) => self.row(name, number, None, document, graph),
            Place::Rows(first, last) => self.row(name, first, Some(last), document, graph),
            Place::Sentence(number) => {
                let iri = IriBuf { ns: folders.sentence, local: name.to_owned() };
                if self.first(folders.sentence, name) {
                    self.sentence(&iri, number, document, graph);
                }
                iri
            }
        }
    }

    /// Describes how much of a sentence is in facts, as a file of the document says.
    pub fn carried(&mut self, number: u64, carried: &Carried, document: &Document) {
        let Some(kind) = self.schema.sentence_kind().filter(|_| self.provenance == Provenance::Full) else { return };
        let place = Place::Sentence(number);
        let iri = self.evidence(place, document, &place.name(&document.id));
        self.describe.begin(self.graph(document), iri.as_ref());
        self.values(kind, &carried.values, None, None);
        self.describe.end(&mut self.batch);
    }

    /// The IRI of a row, or of several to `last`.
    fn row(&mut self, name: &str, number: u64, last: Option<u64>, document: &Document, graph: GraphId) -> IriBuf {
        let iri = IriBuf { ns: self.schema.folders.row, local: name.to_owned() };
        // Rows come in order, so the last one is the only one that can come again soon.
        if self.last_row != name {
            name.clone_into(&mut self.last_row);
            let (class, source) = (self.classes.row.clone(), self.document_iri(document));
            let label = match last {
                Some(last) => format!("{}, rows {number} to {last}", document.label),
                None => format!("{}, row {number}", document.label),
            };
            let (has_source, row) = (self.machine(t::OA_HAS_SOURCE), self.machine(chy::ROW_NUMBER));
            self.describe.begin(graph, iri.as_ref());
            self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
            self.describe.iri(has_source, source.as_ref()).typed(row, Typed::Integer, &number.to_string());
            if let Some(last) = last {
                self.describe.typed(self.machine(chy::LAST_ROW_NUMBER), Typed::Integer, &last.to_string());
            }
            self.describe.end(&mut self.batch);
        }
        iri
    }

    fn sentence(&mut self, iri: &IriBuf, number: u64, document: &Document, graph: GraphId) {
        let folders = self.schema.folders;
        let class = self.classes.sentence.clone();
        let source = if document.has_extract() {
            IriBuf { ns: folders.extract, local: document.id.clone() }
        } else {
            self.document_iri(document)
        };
        let label = format!("{}, sentence {number}", document.label);
        let (has_source, has_selector) = (self.machine(t::OA_HAS_SOURCE), self.machine(t::OA_HAS_SELECTOR));
        let number_p = self.machine(chy::SENTENCE_NUMBER);
        let place = document.sentences.as_ref().and_then(|table| table.get(number));
        self.describe.begin(graph, iri.as_ref());
        self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
        self.describe.iri(has_source, source.as_ref()).typed(number_p, Typed::Integer, &number.to_string());
        if let Some(place) = place {
            let (section, digest) = (self.machine(chy::SECTION), self.machine(chy::DIGEST));
            self.describe.text(section, &place.section).text(digest, &place.digest);
            self.describe.iri(has_selector, Iri { ns: folders.selector, local: &iri.local });
        }
        self.describe.end(&mut self.batch);
        if let Some(place) = place {
            let class = self.classes.selector.clone();
            let label = format!("{}, characters {} to {}", document.label, place.start, place.end);
            let (start, end) = (self.machine(t::OA_START), self.machine(t::OA_END));
            self.describe.begin(graph, Iri { ns: folders.selector, local: &iri.local });
            self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
            self.describe.typed(start, Typed::NonNegativeInteger, &place.start.to_string());
            self.describe.typed(end, Typed::NonNegativeInteger, &place.end.to_string());
            self.describe.end(&mut self.batch);
        }
    }

    /// Describes a statement of Wikidata, as evidence: its rank, and all of it as it was read.
    pub fn quoted(&mut self, statement: &Quoted<'_>, document: &Document) {
        if self.provenance != Provenance::Full {
            return;
        }
        let (class, source) = (self.classes.statement.clone(), self.document_iri(document));
        let label = format!("{}, {}: statement on {}", document.label, statement.item(), statement.property);
        let [has_source, derived, rank, as_read] =
            [t::OA_HAS_SOURCE, t::PROV_WAS_DERIVED_FROM, t::WIKIBASE_RANK, chy::AS_READ].map(|iri| self.machine(iri));
        let whole = |prefix: &str, name: &str| self.schema.space.named(&format!("{prefix}{name}"));
        let original = whole(t::WIKIDATA_STATEMENT, &statement.id.replacen('$', "-", 1));
        let ranked = whole(t::WIKIBASE, statement.rank);
        let name = statement.name(document);
        self.describe.begin(self.graph(document), Iri { ns: self.schema.folders.statement, local: &name });
        self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
        self.describe.iri(has_source, source.as_ref()).iri(derived, original.as_ref()).iri(rank, ranked.as_ref());
        self.describe.typed(as_read, Typed::Json, statement.json);
        self.describe.end(&mut self.batch);
    }

    /// Describes a document, what it does not know of what it covers, and its extract where the sentences of one are cited.
    pub fn document(&mut self, document: &Document, values: &[KeyValues], gaps: &[Gap]) {
        let Some(id) = self.schema.document_kind() else { return };
        let kind = self.schema.kind(id);
        let (graph, iri) = (self.graph(document), self.document_iri(document));
        self.describe.begin(graph, iri.as_ref());
        self.class(id);
        if !self.is_named(kind, values) {
            self.describe.lang(self.p.label, "en", &document.label);
        }
        self.values(kind, values, None, None);
        self.covers(document);
        self.describe.end(&mut self.batch);
        self.scopes(document, gaps);
        if document.has_extract() {
            let class = self.classes.extract.clone();
            let label = format!("Extract of {}", document.label);
            let derived = self.machine(t::PROV_WAS_DERIVED_FROM);
            self.describe.begin(graph, Iri { ns: self.schema.folders.extract, local: &document.id });
            self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
            self.describe.iri(derived, iri.as_ref());
            if let Some(digest) = &document.extract_digest {
                self.describe.text(self.machine(chy::DIGEST), digest);
            }
            self.describe.end(&mut self.batch);
        }
    }
}
