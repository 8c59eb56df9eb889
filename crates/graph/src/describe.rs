//! Facts, claims, entities, times, quantities and evidence as descriptions.
//!
//! Facts and what they are about are in the default graph: content, whoever says it. Claims and evidence are in the
//! graph of their document.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;
use std::sync::Arc;

use foldhash::fast::RandomState;

use super::description::{Batch, Describe};
use super::select::Provenance;
use super::standing::{Mask, Standing};
use chancery_model::facts::{Document, GraphId, Item, KeyValues, Made, Manner, Manners, Place, Record};
use chancery_model::literal::{Quantity, Text, TimeSpan, Typed, decimal};
use chancery_model::registry::{EntityId, Registry};
use chancery_model::schema::{ClassId, ConceptId, Iri, IriBuf, Kind, KindId, NsId, PredId, Role, Schema};
use chancery_model::vocab::{chy, concept, std_terms as t};
use chancery_values::amount::Comparator;
use chancery_values::digest;
use chancery_values::name::{caseless, in_writing};

/// How many times, quantities and pieces of evidence are remembered as described; beyond that they are described
/// again, and merging drops the copies. Keeps memory bounded.
const REMEMBERED: usize = 1 << 16;

/// Puts descriptions into a batch.
pub struct Describer<'a> {
    schema: &'a Schema,
    registry: &'a Registry,
    /// Claims and evidence go into the graph of their document; otherwise everything is in the default graph.
    graphs: bool,
    provenance: Provenance,
    p: Predicates,
    classes: Classes,
    /// What was described since it was last taken; not sorted.
    pub batch: Batch,
    describe: Describe,
    /// The class of each kind.
    of_kind: Vec<IriBuf>,
    /// The keys of a claim that say its manner.
    manners: Manners,
    /// Times, quantities and evidence already described, by the namespace and the local part of their IRIs.
    seen: HashMap<NsId, HashSet<String, RandomState>, RandomState>,
    /// The row described last.
    last_row: String,
    /// What is needed where descriptions are not merged.
    alone: Option<Alone>,
    /// Whether each entity of the registry, by its place, is referred to.
    pub used_entities: Vec<bool>,
    /// Whether each concept of the schema, by its place, is referred to.
    pub used_concepts: Vec<bool>,
    /// Heads of facts that are said to conflict, in pairs.
    pub conflicts: Vec<(Vec<u8>, Vec<u8>)>,
}

/// What is needed where descriptions are not merged.
struct Alone {
    /// What the label of a fact begins with, for each that a claim may contribute.
    marks: Vec<String>,
    /// The names of entities written in place, which are stated when all ways to write them are known.
    names: Names,
}

/// The labels of entities: for each entity, language and label without case and spacing the way in which it is written.
pub type Names = BTreeMap<(IriBuf, String, String), String>;

/// Adds a name; of two ways to write it the one that comes first stays.
fn hold(names: &mut Names, entity: IriBuf, tag: String, form: String, name: String) {
    match names.entry((entity, tag, form)) {
        Entry::Vacant(open) => {
            open.insert(name);
        }
        Entry::Occupied(mut held) if in_writing(&name, held.get()).is_lt() => {
            held.insert(name);
        }
        Entry::Occupied(_) => {}
    }
}

/// Predicates the program itself writes in many descriptions, looked up once.
struct Predicates {
    rdf_type: PredId,
    label: PredId,
    alternative: PredId,
    standing: PredId,
    matter: PredId,
    supports: PredId,
    denies: PredId,
    modality: PredId,
    voice: PredId,
    polarity: PredId,
    evidence: PredId,
    conflicts: PredId,
}

/// Classes the program writes without a shape, as names in a namespace.
struct Classes {
    claim: IriBuf,
    time: IriBuf,
    quantity: IriBuf,
    sentence: IriBuf,
    row: IriBuf,
    statement: IriBuf,
    extract: IriBuf,
    selector: IriBuf,
    concept: IriBuf,
}

/// What a claim rests on.
#[derive(Clone, Copy)]
enum Cited<'a> {
    Place(Place),
    Statement(&'a Quoted<'a>),
}

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
    fn name(&self, document: &Document) -> String {
        format!("{}--{}", document.id, self.id.replacen('$', "-", 1))
    }

    /// The item that it is on.
    fn item(&self) -> &str {
        self.id.split('$').next().unwrap_or(self.id)
    }
}

impl<'a> Describer<'a> {
    /// A describer with an empty batch, which describes so much of who says a fact. With `graphs`, claims and evidence go
    /// into the graph of their document, else into the default graph.
    ///
    /// # Panics
    /// When the schema was not compiled, so that predicates of the program are missing.
    #[must_use]
    pub fn new(schema: &'a Schema, registry: &'a Registry, graphs: bool, provenance: Provenance) -> Self {
        // Compiling adds these predicates, and fails where one of these concepts is missing (`schema/compile.rs`, `machine`).
        let predicate = |iri: &str| {
            schema
                .space
                .predicate(iri)
                .expect("the schema holds every predicate the program writes, or was not compiled")
        };
        let class = |iri: &str| {
            let (ns, local) = schema.space.split(iri);
            IriBuf { ns, local: local.to_owned() }
        };
        Self {
            schema,
            registry,
            graphs,
            provenance,
            p: Predicates {
                rdf_type: predicate(t::RDF_TYPE),
                label: predicate(t::RDFS_LABEL),
                alternative: predicate(t::SKOS_ALT_LABEL),
                standing: predicate(chy::STANDING),
                matter: predicate(chy::MATTER_TEXT),
                supports: predicate(chy::SUPPORTS),
                denies: predicate(chy::DENIES),
                modality: predicate(chy::MODALITY),
                voice: predicate(chy::VOICE),
                polarity: predicate(chy::POLARITY),
                evidence: predicate(chy::EVIDENCE),
                conflicts: predicate(chy::CONFLICTS_WITH),
            },
            classes: Classes {
                claim: class(chy::CLAIM),
                time: class(chy::TIME_SPAN),
                quantity: class(chy::QUANTITY),
                sentence: class(chy::SENTENCE),
                row: class(chy::ROW),
                statement: class(chy::STATEMENT),
                extract: class(chy::EXTRACT),
                selector: class(t::OA_TEXT_POSITION_SELECTOR),
                concept: class(t::SKOS_CONCEPT),
            },
            batch: Batch::default(),
            describe: Describe::default(),
            of_kind: schema.kinds().map(|kind| class(&kind.class_iri)).collect(),
            manners: Manners::new(schema),
            seen: HashMap::default(),
            last_row: String::new(),
            alone: None,
            used_entities: vec![false; registry.len()],
            used_concepts: vec![false; schema.concepts().len()],
            conflicts: Vec::new(),
        }
    }

    /// One whose descriptions are written as they are: no other claim will make another label of that of a fact. The names
    /// of entities written in place are held back until [`Self::names`].
    #[must_use]
    pub fn alone(mut self) -> Self {
        let alone = |bits| Standing { mask: Mask(bits), conflicts_with_held: false };
        let marks = (0..=u8::MAX).map(|bits| alone(bits).mark(self.schema));
        self.alone = Some(Alone { marks: marks.collect(), names: Names::default() });
        self
    }

    /// Takes the names that were held back.
    pub fn take_names(&mut self) -> Names {
        self.alone.as_mut().map(|alone| std::mem::take(&mut alone.names)).unwrap_or_default()
    }

    /// Adds names that others held back.
    pub fn add_names(&mut self, more: Names) {
        if let Some(alone) = &mut self.alone {
            for ((entity, tag, form), name) in more {
                hold(&mut alone.names, entity, tag, form, name);
            }
        }
    }

    /// Describes the names that were held back.
    pub fn names(&mut self) {
        for ((entity, tag, _), name) in self.take_names() {
            self.describe.begin(GraphId::DEFAULT, entity.as_ref());
            self.describe.lang(self.p.label, &tag, &name);
            self.describe.end(&mut self.batch);
        }
    }

    /// The label of an entity written in place, which may be written otherwise elsewhere.
    fn name_in_place(&mut self, entity: &IriBuf, tag: &str, name: &str) {
        match &mut self.alone {
            Some(alone) => hold(&mut alone.names, entity.clone(), tag.to_owned(), caseless(name), name.to_owned()),
            None => {
                self.describe.lang(self.p.label, tag, name);
            }
        }
    }

    fn machine(&self, iri: &str) -> PredId {
        // As in `new`.
        self.schema.space.predicate(iri).expect("the schema holds every predicate the program writes")
    }

    /// Whether a thing still wants describing; remembers that it will have been.
    fn first(&mut self, ns: NsId, local: &str) -> bool {
        let seen = self.seen.entry(ns).or_default();
        if seen.contains(local) {
            return false;
        }
        seen.insert(local.to_owned());
        if self.seen.values().map(HashSet::len).sum::<usize>() >= REMEMBERED {
            self.seen.clear();
        }
        true
    }

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
        self.describe.text(self.p.matter, &record.matter).claimed(self.p.standing, mask.0);
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
    fn is_named(&self, kind: &Kind, values: &[KeyValues]) -> bool {
        values.iter().any(|(at, _)| kind.keys[*at].predicate == self.p.label)
    }

    fn begin_record(&mut self, record: &Record) {
        self.describe.begin(GraphId::DEFAULT, record.made.iri.as_ref());
        self.class(record.kind);
    }

    fn class(&mut self, kind: KindId) {
        self.describe.iri(self.p.rdf_type, self.of_kind[usize::from(kind.0)].as_ref());
    }

    /// The statements of a record's values, except those written the other way round. An entity that is called by more
    /// than its name has that as its label, and the name beside it.
    fn values(&mut self, kind: &Kind, values: &[KeyValues], title: Option<&str>, in_place: Option<&IriBuf>) {
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

    fn statement(&mut self, predicate: PredId, item: &Item) {
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

    fn concept_statement(&mut self, predicate: PredId, id: ConceptId) {
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
                            let entity = self.registry.entity(*id);
                            IriBuf { ns: self.schema.kind(entity.kind).namespace, local: entity.id.clone() }
                        }
                        _ => continue,
                    };
                    self.describe.begin(GraphId::DEFAULT, object.as_ref());
                    self.describe.iri(key.predicate, record.made.iri.as_ref());
                    self.describe.end(&mut self.batch);
                    if key.predicate == self.p.conflicts {
                        let head = |iri: &IriBuf| super::description::head(GraphId::DEFAULT, iri.as_ref());
                        self.conflicts.push((head(&record.made.iri), head(&object)));
                    }
                }
            }
            self.parts(items.items());
        }
    }

    fn parts(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Time(span) => self.time(span),
                Item::Quantity(quantity) => self.quantity(quantity),
                _ => {}
            }
        }
    }

    fn time(&mut self, span: &TimeSpan) {
        let ns = self.schema.folders.time;
        if !self.first(ns, &span.name) {
            return;
        }
        let class = self.classes.time.clone();
        self.describe.begin(GraphId::DEFAULT, Iri { ns, local: &span.name });
        self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &span.label);
        if let Some((text, level)) = &span.edtf {
            // Level 0 is contained in level 1.
            let datatype = if *level > 1 { Typed::EdtfLevel2 } else { Typed::EdtfLevel1 };
            self.describe.typed(self.machine(chy::EDTF), datatype, text);
        }
        let bounds = [
            (chy::BEGIN_EARLIEST, span.bounds.begin_earliest),
            (chy::BEGIN_LATEST, span.bounds.begin_latest),
            (chy::END_EARLIEST, span.bounds.end_earliest),
            (chy::END_LATEST, span.bounds.end_latest),
        ];
        for (predicate, date) in bounds {
            if let Some(date) = date {
                self.describe.typed(self.machine(predicate), Typed::Date, &date.to_string());
            }
        }
        if let Some(words) = &span.expression {
            self.describe.text(self.machine(chy::EXPRESSION), words);
        }
        if let Some(precision) = span.precision {
            self.describe.typed(self.machine(chy::PRECISION), Typed::Integer, &precision.to_string());
        }
        self.describe.end(&mut self.batch);
    }

    fn quantity(&mut self, quantity: &Quantity) {
        let ns = self.schema.folders.quantity;
        let name = quantity.name(self.schema);
        if !self.first(ns, &name) {
            return;
        }
        let class = self.classes.quantity.clone();
        self.describe.begin(GraphId::DEFAULT, Iri { ns, local: &name });
        self.describe.iri(self.p.rdf_type, class.as_ref());
        self.describe.lang(self.p.label, "en", &quantity.label(self.schema));
        self.describe.typed(self.machine(t::QUDT_NUMERIC_VALUE), Typed::Decimal, &decimal(&quantity.number));
        self.concept_statement(self.machine(t::QUDT_UNIT), quantity.unit);
        let code = match quantity.comparator {
            Comparator::Equal => "exactly",
            other => other.code(),
        };
        if let Some(id) = self.schema.concept_id(&format!("{}{code}", concept::COMPARATOR)) {
            self.concept_statement(self.machine(chy::COMPARATOR), id);
        }
        self.describe.end(&mut self.batch);
    }

    /// How what is written in place in a record stands that a claim with these values says.
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
        let mut label = document.label.clone();
        let _ = match cited {
            Cited::Place(Place::Sentence(number)) => write!(label, ", sentence {number}"),
            Cited::Place(Place::Row(number)) => write!(label, ", row {number}"),
            Cited::Place(Place::Rows(first, last)) => write!(label, ", rows {first} to {last}"),
            Cited::Place(Place::Whole) => Ok(()),
            Cited::Statement(statement) => write!(label, ", {}, {}", statement.item(), statement.property),
        };
        // What is not plainly asserted does not read as if it were.
        for (manner, plain) in [modality, voice, polarity].into_iter().zip(self.manners.plainly) {
            if manner != plain {
                let _ = write!(label, ", {}", self.schema.concept(manner).label);
            }
        }
        if let Some(words) = hedge {
            let _ = write!(label, ", hedge \"{words}\"");
        }
        let _ = write!(label, ": {}", fact.label);
        self.describe.begin(graph, Iri { ns: self.schema.folders.claim, local: &name });
        self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
        let relation = if denies { self.p.denies } else { self.p.supports };
        self.describe.iri(relation, fact.iri.as_ref()).iri(self.p.evidence, evidence.as_ref());
        for (predicate, id) in [(self.p.modality, modality), (self.p.voice, voice), (self.p.polarity, polarity)] {
            self.concept_statement(predicate, id);
        }
        for (at, items) in values {
            for item in items.items() {
                self.statement(kind.keys[*at].predicate, item);
            }
        }
        self.describe.end(&mut self.batch);
        mask
    }

    fn graph(&self, document: &Document) -> GraphId {
        if self.graphs { document.graph } else { GraphId::DEFAULT }
    }

    /// The IRI of a document.
    #[must_use]
    pub fn document_iri(&self, document: &Document) -> IriBuf {
        let kind = self.schema.document_kind().map(|id| self.schema.kind(id));
        IriBuf { ns: kind.map_or(NsId::NONE, |kind| kind.namespace), local: document.id.clone() }
    }

    /// The IRI of a place in a document, described where it was not yet.
    fn evidence(&mut self, place: Place, document: &Document, name: &str) -> IriBuf {
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
        let whole = |prefix: &str, name: &str| {
            let iri = format!("{prefix}{name}");
            let (ns, local) = self.schema.space.split(&iri);
            IriBuf { ns, local: local.to_owned() }
        };
        let original = whole(t::WIKIDATA_STATEMENT, &statement.id.replacen('$', "-", 1));
        let ranked = whole(t::WIKIBASE, statement.rank);
        let name = statement.name(document);
        self.describe.begin(self.graph(document), Iri { ns: self.schema.folders.statement, local: &name });
        self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &label);
        self.describe.iri(has_source, source.as_ref()).iri(derived, original.as_ref()).iri(rank, ranked.as_ref());
        self.describe.typed(as_read, Typed::Json, statement.json);
        self.describe.end(&mut self.batch);
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

    /// Describes a document, and its extract where the sentences of one are cited.
    pub fn document(&mut self, document: &Document, values: &[KeyValues]) {
        let Some(id) = self.schema.document_kind() else { return };
        let kind = self.schema.kind(id);
        let (graph, iri) = (self.graph(document), self.document_iri(document));
        self.describe.begin(graph, iri.as_ref());
        self.class(id);
        if !self.is_named(kind, values) {
            self.describe.lang(self.p.label, "en", &document.label);
        }
        self.values(kind, values, None, None);
        self.describe.end(&mut self.batch);
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

    /// Marks the concepts of a standing as used: all, since merging decides which one a fact gets.
    pub fn standings(&mut self) {
        for (index, concept) in self.schema.concepts().enumerate() {
            if concept.iri.starts_with(concept::STANDING) {
                self.used_concepts[index] = true;
            }
        }
    }

    /// Takes the batch, sorted, and leaves an empty one.
    pub fn take(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.batch);
        batch.sort();
        batch
    }

    /// Whether a record is a fact.
    #[must_use]
    pub fn is_fact(&self, record: &Record) -> bool {
        self.schema.kind(record.kind).role == Role::Fact
    }
}
