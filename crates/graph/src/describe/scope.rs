//! What a document covers.

use super::describer::Describer;
use chancery_model::facts::{Document, Gap, Limited, Scope};
use chancery_model::literal::Typed;
use chancery_model::schema::{IriBuf, PredId};
use chancery_model::vocab::{chy, concept, dataset_terms as d};
use chancery_values::digest;
use chancery_values::name::slug;
use chancery_values::time::Date;

impl Describer<'_> {
    /// The IRI of what a document covers, by its place in the list of the document.
    pub(super) fn scope_iri(&self, document: &Document, place: usize) -> IriBuf {
        IriBuf { ns: self.schema.folders.scope, local: format!("{}--{}", document.id, place + 1) }
    }

    /// Describes what a document covers, and what it does not know of that, in the graph of the document.
    pub(super) fn scopes(&mut self, document: &Document, gaps: &[Gap]) {
        let named: Vec<(&Gap, IriBuf)> = gaps.iter().map(|gap| (gap, self.gap_iri(document, gap))).collect();
        for (place, scope) in document.scopes.iter().enumerate() {
            let iri = self.scope_iri(document, place);
            let (schema, of_scope) = (self.schema, self.schema.kind(scope.kind).class);
            let of_kind = named.iter().filter(|(gap, _)| schema.is_a(schema.kind(gap.kind).class, of_scope));
            let own: Vec<&IriBuf> = of_kind.map(|(_, iri)| iri).filter(|_| scope.complete).collect();
            self.scope(document, scope, &iri, &own);
        }
        named.iter().for_each(|(gap, iri)| self.gap(document, gap, iri));
    }

    /// The IRI of a gap: its document, the values that it is limited to, and a digest of these and of the reason.
    fn gap_iri(&self, document: &Document, gap: &Gap) -> IriBuf {
        let kind = self.schema.kind(gap.kind);
        let mut content = format!("{}\n{}", kind.class_iri, gap.reason.code());
        let mut readable = "gap".to_owned();
        for (key, value) in &gap.limits {
            readable.push_str(&format!("--{}", slug(&value.local)));
            let value = self.schema.space.join(value.ns, &value.local);
            content.push_str(&format!("\n{}\n{value}", kind.keys[*key].key));
        }
        self.part(document, &readable, &content)
    }

    /// The IRI of a part of what a document covers: two that read alike have different digests.
    fn part(&self, document: &Document, readable: &str, content: &str) -> IriBuf {
        let mut local = format!("{}--{readable}_", document.id);
        digest::push_short(content, &mut local);
        IriBuf { ns: self.schema.folders.scope, local }
    }

    fn gap(&mut self, document: &Document, gap: &Gap, iri: &IriBuf) {
        let (schema, graph) = (self.schema, self.graph(document));
        let kind = schema.kind(gap.kind);
        let [of_kind, why, limit, temporal] =
            [chy::OF_KIND, chy::GAP_REASON, chy::LIMIT, d::DCTERMS_TEMPORAL].map(|term| self.machine(term));
        let reason = format!("{}{}", concept::GAP_REASON, gap.reason.code());
        if let Some(id) = schema.concept_id(&reason) {
            self.used_concepts[usize::from(id.0)] = true;
        }
        let limits: Vec<(usize, &IriBuf, IriBuf)> = gap
            .limits
            .iter()
            .map(|(key, value)| {
                let (name, whole) = (&kind.keys[*key].key, schema.space.join(value.ns, &value.local));
                let readable = format!("only--{}--{}", slug(name), slug(&value.local));
                (*key, value, self.part(document, &readable, &format!("{name}\n{whole}")))
            })
            .collect();
        let day = |year: Option<i32>, month, day| year.and_then(|year| Date::new(year, month, day));
        let periods: Vec<(Option<Date>, Option<Date>, IriBuf)> = gap
            .years
            .ranges()
            .iter()
            .map(|(first, last)| {
                let name = |year: &Option<i32>| year.map_or_else(String::new, |year| format!("{year:04}"));
                let local = format!("{}--years--{}--{}", document.id, name(first), name(last));
                (day(*first, 1, 1), day(*last, 12, 31), IriBuf { ns: iri.ns, local })
            })
            .filter(|(first, last, _)| first.is_some() || last.is_some())
            .collect();
        self.describe.begin(graph, iri.as_ref());
        self.describe.iri(self.p.rdf_type, schema.space.named(chy::GAP_CLASS).as_ref());
        self.describe.iri(of_kind, schema.space.named(&kind.class_iri).as_ref());
        self.describe.iri(why, schema.space.named(&reason).as_ref());
        limits.iter().for_each(|(_, _, node)| _ = self.describe.iri(limit, node.as_ref()));
        periods.iter().for_each(|(_, _, node)| _ = self.describe.iri(temporal, node.as_ref()));
        self.describe.end(&mut self.batch);
        for (key, value, node) in limits {
            if self.first(node.ns, &node.local) {
                let predicate = kind.keys[key].predicate;
                self.limit(document, predicate, &Limited::Values(vec![value.clone()]), &node);
            }
        }
        for (first, last, node) in periods {
            if self.first(node.ns, &node.local) {
                self.period(document, first, last, &node);
            }
        }
    }

    /// Describes which values a property has.
    fn limit(&mut self, document: &Document, property: PredId, to: &Limited, iri: &IriBuf) {
        let named = |term: &str| self.schema.space.named(term);
        let [on, limited_to, having] = [chy::ON_PROPERTY, chy::LIMITED_TO, chy::HAVING].map(|term| self.machine(term));
        let property = named(self.schema.space.predicate_iri(property));
        self.describe.begin(self.graph(document), iri.as_ref());
        self.describe.iri(self.p.rdf_type, named(chy::LIMIT_CLASS).as_ref()).iri(on, property.as_ref());
        match to {
            Limited::Values(values) => {
                values.iter().for_each(|value| _ = self.describe.iri(limited_to, value.as_ref()));
            }
            Limited::Having(_, predicate) => {
                let of = named(self.schema.space.predicate_iri(*predicate));
                self.describe.iri(having, of.as_ref());
            }
        }
        self.describe.end(&mut self.batch);
    }

    /// Describes a period between two days.
    fn period(&mut self, document: &Document, first: Option<Date>, last: Option<Date>, iri: &IriBuf) {
        let (start, end) = (self.machine(d::DCAT_START), self.machine(d::DCAT_END));
        self.describe.begin(self.graph(document), iri.as_ref());
        self.describe.iri(self.p.rdf_type, self.schema.space.named(d::DCTERMS_PERIOD).as_ref());
        for (predicate, day) in [(start, first), (end, last)] {
            if let Some(day) = day {
                self.describe.typed(predicate, Typed::Date, &day.to_string());
            }
        }
        self.describe.end(&mut self.batch);
    }

    fn scope(&mut self, document: &Document, scope: &Scope, iri: &IriBuf, gaps: &[&IriBuf]) {
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
        let gap = self.machine(chy::GAP);
        gaps.iter().for_each(|iri| _ = self.describe.iri(gap, iri.as_ref()));
        self.describe.end(&mut self.batch);
        if is_dated {
            self.period(document, first, last, &part("period"));
        }
        for one in &scope.limits {
            let key = &kind.keys[one.key];
            self.limit(document, key.predicate, &one.to, &part(&slug(&key.key)));
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
