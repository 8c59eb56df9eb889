//! What a document covers.

use super::describer::Describer;
use chancery_model::facts::{Document, Limited, Scope};
use chancery_model::literal::Typed;
use chancery_model::schema::IriBuf;
use chancery_model::vocab::{chy, dataset_terms as d};
use chancery_values::name::slug;

impl Describer<'_> {
    /// The IRI of what a document covers, by its place in the list of the document.
    pub(super) fn scope_iri(&self, document: &Document, place: usize) -> IriBuf {
        IriBuf { ns: self.schema.folders.scope, local: format!("{}--{}", document.id, place + 1) }
    }

    /// Describes what a document covers, in the graph of the document.
    pub(super) fn scopes(&mut self, document: &Document) {
        for (place, scope) in document.scopes.iter().enumerate() {
            let iri = self.scope_iri(document, place);
            self.scope(document, scope, &iri);
        }
    }

    fn scope(&mut self, document: &Document, scope: &Scope, iri: &IriBuf) {
        let (schema, graph) = (self.schema, self.graph(document));
        let kind = schema.kind(scope.kind);
        let part = |name: &str| IriBuf { ns: iri.ns, local: format!("{}--{name}", iri.local) };
        let named = |term: &str| schema.space.named(term);
        let [of_kind, complete, limit, temporal] =
            [chy::OF_KIND, chy::COMPLETE, chy::LIMIT, d::DCTERMS_TEMPORAL].map(|term| self.machine(term));
        let label = format!("{}: coverage, {}", document.label, kind.key);
        self.describe.begin(graph, iri.as_ref());
        self.describe.iri(self.p.rdf_type, named(chy::SCOPE).as_ref()).lang(self.p.label, "en", &label);
        self.describe.iri(of_kind, named(&kind.class_iri).as_ref());
        self.describe.typed(complete, Typed::Boolean, if scope.complete { "true" } else { "false" });
        for one in &scope.limits {
            self.describe.iri(limit, part(&slug(&kind.keys[one.key].key)).as_ref());
        }
        let (first, last) = scope.days();
        let is_dated = first.is_some() || last.is_some();
        if is_dated {
            self.describe.iri(temporal, part("period").as_ref());
        }
        self.describe.end(&mut self.batch);
        if is_dated {
            let (start, end) = (self.machine(d::DCAT_START), self.machine(d::DCAT_END));
            self.describe.begin(graph, part("period").as_ref());
            self.describe.iri(self.p.rdf_type, named(d::DCTERMS_PERIOD).as_ref());
            for (predicate, day) in [(start, first), (end, last)] {
                if let Some(day) = day {
                    self.describe.typed(predicate, Typed::Date, &day.to_string());
                }
            }
            self.describe.end(&mut self.batch);
        }
        for one in &scope.limits {
            let key = &kind.keys[one.key];
            let property = named(schema.space.predicate_iri(key.predicate));
            let [on, to, having] = [chy::ON_PROPERTY, chy::LIMITED_TO, chy::HAVING].map(|term| self.machine(term));
            self.describe.begin(graph, part(&slug(&key.key)).as_ref());
            self.describe.iri(self.p.rdf_type, named(chy::LIMIT_CLASS).as_ref()).iri(on, property.as_ref());
            match &one.to {
                Limited::Values(values) => {
                    for value in values {
                        self.describe.iri(to, value.as_ref());
                    }
                }
                Limited::Having(_, predicate) => {
                    self.describe.iri(having, named(schema.space.predicate_iri(*predicate)).as_ref());
                }
            }
            self.describe.end(&mut self.batch);
        }
    }

    /// Says of a document, whose description has begun, what it covers.
    pub(super) fn covers(&mut self, document: &Document) {
        let covers = self.machine(chy::COVERS);
        for place in 0..document.scopes.len() {
            let iri = self.scope_iri(document, place);
            self.describe.iri(covers, iri.as_ref());
        }
    }
}
