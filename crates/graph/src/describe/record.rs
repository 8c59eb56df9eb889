//! Facts and entities: the statements of a record.

use super::describer::Describer;
use crate::standing::Mask;
use chancery_model::facts::{GraphId, Item, KeyValues, Made, Record};
use chancery_model::literal::Text;
use chancery_model::registry::EntityId;
use chancery_model::schema::{ClassId, ConceptId, Iri, IriBuf, Kind, KindId, NsId, PredId, Role};
use chancery_model::vocab::std_terms as t;

impl<'a> Describer<'a> {
    /// Describes a fact, with what one claim contributes to its standing.
    pub fn fact(&mut self, record: &Record, mask: Mask) {
        let kind = self.schema.kind(record.kind);
        self.begin_record(record);
        if !self.is_named(kind, &record.values) {
            let label = &record.made.label;
            match &self.alone {
                Some(alone) => {
                    let label = format!("{}{label}", alone.marks[usize::from(mask.0)]);
                    self.describe.lang(self.p.label, "en", &label)
                }
                None => self.describe.label(self.p.label, label),
            };
        }
        let affair = Iri { ns: self.schema.folders.affair, local: &record.affair };
        self.describe.iri(self.p.affair, affair).claimed(self.p.standing, mask.0);
        self.values(kind, &record.values, None, None);
        self.describe.end(&mut self.batch);
        self.around(kind, record);
    }

    /// Adds a claim's share to the standing of a fact that is described elsewhere.
    pub fn standing(&mut self, fact: &Made, mask: Mask) {
        self.describe.begin(GraphId::DEFAULT, fact.iri.as_ref());
        self.describe.claimed(self.p.standing, mask.0);
        self.describe.end(&mut self.batch);
    }

    /// Describes an entity that was written in place.
    pub fn entity_in_place(&mut self, record: &Record) {
        let kind = self.schema.kind(record.kind);
        self.begin_record(record);
        // What is only referred to by its id is named where it is stated.
        if !self.is_named(kind, &record.values) && !record.values.is_empty() {
            self.name_in_place(&record.made.iri, "en", &record.made.label);
        }
        // What keeps the IRI of elsewhere is called by its id there, in the labels of facts.
        let title = (record.made.iri.ns == kind.namespace).then_some(record.made.label.as_str());
        self.values(kind, &record.values, title, Some(&record.made.iri));
        self.describe.end(&mut self.batch);
        self.around(kind, record);
    }

    /// Describes an entity of the registry.
    pub fn entity(&mut self, id: EntityId, values: &[KeyValues]) {
        let entity = self.registry.entity(id);
        let kind = self.schema.kind(entity.kind);
        let subject = Iri { ns: kind.namespace, local: &entity.id };
        self.describe.begin(GraphId::DEFAULT, subject);
        self.class(entity.kind);
        self.values(kind, values, Some(&entity.title), None);
        self.describe.end(&mut self.batch);
        for (_, items) in values {
            self.parts(items.items());
        }
    }

    /// Whether one of the values is a name, so that no label need be made.
    pub(super) fn is_named(&self, kind: &Kind, values: &[KeyValues]) -> bool {
        values.iter().any(|(at, _)| kind.keys[*at].predicate == self.p.label)
    }

    fn begin_record(&mut self, record: &Record) {
        self.describe.begin(GraphId::DEFAULT, record.made.iri.as_ref());
        self.class(record.kind);
    }

    pub(super) fn class(&mut self, kind: KindId) {
        self.describe.iri(self.p.rdf_type, self.of_kind[usize::from(kind.0)].as_ref());
    }

    /// The statements of a record's values, except those written the other way round. An entity whose title is longer
    /// than its name has the title as its label, and the name as a further name.
    pub(super) fn values(&mut self, kind: &Kind, values: &[KeyValues], title: Option<&str>, in_place: Option<&IriBuf>) {
        for (at, items) in values {
            let key = &kind.keys[*at];
            if key.inverse {
                continue;
            }
            for item in items.items() {
                let Item::Text(Text::Tagged { tag, text }) = item else {
                    self.statement(key.predicate, item);
                    continue;
                };
                if key.predicate != self.p.label {
                    self.describe.lang(key.predicate, tag, text);
                    continue;
                }
                let label = title.filter(|title| tag == "en" && !title.is_empty()).unwrap_or(text);
                match in_place {
                    Some(entity) => self.name_in_place(entity, tag, label),
                    None => {
                        self.describe.lang(self.p.label, tag, label);
                    }
                }
                if label != text {
                    self.describe.lang(self.p.alternative, tag, text);
                }
            }
        }
    }

    pub(super) fn statement(&mut self, predicate: PredId, item: &Item) {
        let folders = self.schema.folders;
        match item {
            Item::Entity(id) => {
                let entity = self.registry.entity(*id);
                self.used_entities[id.0 as usize] = true;
                let ns = self.schema.kind(entity.kind).namespace;
                self.describe.iri(predicate, Iri { ns, local: &entity.id });
            }
            Item::Made(made) => {
                self.describe.iri(predicate, made.iri.as_ref());
            }
            Item::Concept(id) => self.concept_statement(predicate, *id),
            Item::Time(span) => {
                self.describe.iri(predicate, Iri { ns: folders.time, local: &span.name });
            }
            Item::Quantity(quantity) => {
                let name = quantity.name(self.schema);
                self.describe.iri(predicate, Iri { ns: folders.quantity, local: &name });
            }
            Item::Text(Text::Plain(text)) => {
                self.describe.text(predicate, text);
            }
            Item::Text(Text::Tagged { tag, text }) => {
                self.describe.lang(predicate, tag, text);
            }
            Item::Text(Text::Typed(datatype, text)) => {
                self.describe.typed(predicate, *datatype, text);
            }
            Item::Iri(iri) => {
                let (ns, local) = self.schema.space.split(iri);
                self.describe.iri(predicate, Iri { ns, local });
            }
        }
    }

    pub(super) fn concept_statement(&mut self, predicate: PredId, id: ConceptId) {
        self.used_concepts[usize::from(id.0)] = true;
        let concept = self.schema.concept(id);
        let local = if concept.namespace == NsId::NONE { &concept.iri } else { &concept.code };
        self.describe.iri(predicate, Iri { ns: concept.namespace, local });
    }

    /// What belongs to a record but is said of something else: inverse statements, conflicts, times and quantities.
    fn around(&mut self, kind: &Kind, record: &Record) {
        for (at, items) in &record.values {
            let key = &kind.keys[*at];
            if key.inverse || key.predicate == self.p.conflicts {
                for item in items.items() {
                    let object = match item {
                        Item::Made(made) => made.iri.clone(),
                        Item::Entity(id) => {
                            self.used_entities[id.0 as usize] = true;
                            self.registry.entity(*id).iri(self.schema)
                        }
                        _ => continue,
                    };
                    self.describe.begin(GraphId::DEFAULT, object.as_ref());
                    self.describe.iri(key.predicate, record.made.iri.as_ref());
                    self.describe.end(&mut self.batch);
                    if key.predicate == self.p.conflicts {
                        let head = |iri: &IriBuf| crate::description::head(GraphId::DEFAULT, iri.as_ref());
                        self.conflicts.push((head(&record.made.iri), head(&object)));
                    }
                }
            }
            self.parts(items.items());
        }
    }

    /// Describes what elsewhere is said of a thing: its class, and texts in languages.
    pub fn told(&mut self, thing: Iri<'_>, class: Option<ClassId>, texts: &[(&str, &str, &str)]) {
        self.describe.begin(GraphId::DEFAULT, thing);
        if let Some(class) = class {
            let (ns, local) = self.schema.space.split(&self.schema.class(class).iri);
            self.describe.iri(self.p.rdf_type, Iri { ns, local });
        }
        for (predicate, tag, text) in texts {
            self.describe.lang(self.machine(predicate), tag, text);
        }
        self.describe.end(&mut self.batch);
    }

    /// Describes a concept: type, label, scheme.
    pub fn concept(&mut self, id: ConceptId) {
        let schema = self.schema;
        let concept = schema.concept(id);
        let local = if concept.namespace == NsId::NONE { &concept.iri } else { &concept.code };
        let class = self.classes.concept.clone();
        self.describe.begin(GraphId::DEFAULT, Iri { ns: concept.namespace, local });
        self.describe.lang(self.p.label, "en", &concept.label);
        if concept.is_concept {
            self.describe.iri(self.p.rdf_type, class.as_ref());
            self.describe.lang(self.machine(t::SKOS_PREF_LABEL), "en", &concept.label);
        }
        for (predicate, object) in [(t::SKOS_IN_SCHEME, &concept.scheme), (t::SKOS_BROADER, &concept.broader)] {
            if let Some(object) = object {
                let (ns, local) = schema.space.split(object);
                self.describe.iri(self.machine(predicate), Iri { ns, local });
            }
        }
        self.describe.end(&mut self.batch);
    }

    /// Whether a record is a fact.
    #[must_use]
    pub fn is_fact(&self, record: &Record) -> bool {
        self.schema.kind(record.kind).role == Role::Fact
    }
}
