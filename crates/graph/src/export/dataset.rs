//! How an export describes itself, in VoID (<https://www.w3.org/TR/void/>) and DCAT 3
//! (<https://www.w3.org/TR/vocab-dcat-3/>): how much there is of what, from which documents, in which form.
//!
//! Counts are of the dataset without this description. Nothing is said that the facts or the caller do not say: no
//! licence and no date by itself, so that the same facts give the same bytes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Format;
use crate::{Batch, Describe, Description, Object, Seen, document_of};
use chancery_model::facts::GraphId;
use chancery_model::literal::Typed;
use chancery_model::schema::{Iri, IriBuf, NsId, PredId, Schema};
use chancery_model::vocab::{chy, dataset_terms as d, std_terms as t};
use chancery_values::digest;
use chancery_values::name::counted;
use chancery_values::time::Date;

/// How fully an export describes itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Extent {
    /// Nothing.
    None,
    /// Title, day, licence, sources, counts, links to Wikidata: what a reader wants at the end of a page.
    Short,
    /// All that VoID and DCAT have words for: vocabularies, the form it is written in, a partition for each class.
    Full,
}

impl Extent {
    /// As much as suits a format: what people read ends with a few lines, what programs read with all of it.
    #[must_use]
    pub const fn of(format: Format) -> Self {
        match format {
            Format::Turtle | Format::TriG => Self::Short,
            Format::NTriples | Format::NQuads | Format::JsonLd | Format::RdfXml | Format::CanonicalNQuads => Self::Full,
        }
    }
}

/// What describes an export in addition to its counts.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// How much is said.
    pub extent: Extent,
    /// The form it is written in.
    pub format: Format,
    /// Whether it has triple terms, so that it follows RDF 1.2.
    pub triple_terms: bool,
    /// What part of the facts it is, in words that follow "Facts from …": `as of 2008-01-01`. Part of its identity.
    pub restrictions: Vec<String>,
    /// The whole IRI of its licence, if somebody stated one.
    pub licence: Option<String>,
    /// The day on which it was made, if it is to be stated.
    pub issued: Option<Date>,
}

/// Counts of the things in an export.
#[derive(Debug)]
pub struct Census {
    rdf_type: Option<PredId>,
    label: Option<PredId>,
    same_as: Option<PredId>,
    source: Option<PredId>,
    only_hedged: Option<PredId>,
    wikidata: NsId,
    claims: NsId,
    documents: NsId,
    triples: u64,
    entities: u64,
    links: u64,
    /// Some fact is held with a hedge only, which is known when it is merged.
    hedges: bool,
    classes: HashMap<IriBuf, u64>,
    /// The class of the description before, which is mostly that of the next one too.
    last: Option<(IriBuf, u64)>,
    /// The documents that are described, with their titles.
    titles: BTreeMap<String, String>,
    /// The documents that claims are made in, or that facts are said to be drawn from.
    cited: BTreeSet<String>,
    /// The document of the claim before.
    last_cited: String,
}

impl Census {
    /// Nothing is counted yet.
    #[must_use]
    pub fn new(schema: &Schema) -> Self {
        let predicate = |iri: &str| schema.space.predicate(iri);
        let (wikidata, _) = schema.space.split(d::WIKIDATA_ENTITY);
        Self {
            rdf_type: predicate(t::RDF_TYPE),
            label: predicate(t::RDFS_LABEL),
            same_as: predicate(t::OWL_SAME_AS),
            source: predicate(t::DCTERMS_SOURCE),
            only_hedged: predicate(chy::ONLY_HEDGED),
            wikidata,
            claims: schema.folders.claim,
            documents: schema.document_kind().map_or(NsId::NONE, |id| schema.kind(id).namespace),
            triples: 0,
            entities: 0,
            links: 0,
            hedges: false,
            classes: HashMap::new(),
            last: None,
            titles: BTreeMap::new(),
            cited: BTreeSet::new(),
            last_cited: String::new(),
        }
    }

    /// Counts a merged description.
    pub fn add(&mut self, description: Description<'_>) {
        let subject = description.subject();
        // What follows from facts is apart from them where there are graphs; it describes nothing new. Everything that
        // is described has a type or a label.
        let mut described = false;
        let is_document = subject.ns == self.documents && subject.ns != NsId::NONE;
        let known = is_document && self.titles.contains_key(subject.local);
        for (predicate, object) in description.statements() {
            self.triples += 1;
            let predicate = Some(predicate);
            match object {
                Object::Iri(class) if predicate == self.rdf_type => {
                    described = true;
                    if !known {
                        self.class(class);
                    }
                }
                Object::Lang { text, .. } if predicate == self.label => {
                    described = true;
                    if is_document {
                        self.titles.entry(subject.local.to_owned()).or_insert_with(|| text.to_owned());
                    }
                }
                Object::Iri(iri) if predicate == self.same_as => self.links += u64::from(iri.ns == self.wikidata),
                Object::Iri(iri) if predicate == self.source => self.cite(iri.local),
                Object::Typed(..) if predicate == self.only_hedged => self.hedges = true,
                _ => {}
            }
        }
        if described && !known {
            self.entities += 1;
        }
        if subject.ns == self.claims {
            self.cite(document_of(subject.local));
        }
    }

    fn class(&mut self, class: Iri<'_>) {
        if let Some((last, count)) = &mut self.last
            && last.as_ref() == class
        {
            *count += 1;
            return;
        }
        self.note_last();
        self.last = Some((IriBuf { ns: class.ns, local: class.local.to_owned() }, 1));
    }

    fn note_last(&mut self) {
        if let Some((class, count)) = self.last.take() {
            *self.classes.entry(class).or_default() += count;
        }
    }

    fn cite(&mut self, document: &str) {
        if self.last_cited != document {
            document.clone_into(&mut self.last_cited);
            self.cited.insert(document.to_owned());
        }
    }

    /// Classes by their IRIs, with the number of things of each.
    fn counted(&self, schema: &Schema) -> BTreeMap<String, u64> {
        let mut all: BTreeMap<String, u64> = BTreeMap::new();
        let last = self.last.iter().map(|(class, count)| (class, *count));
        for (class, count) in self.classes.iter().map(|(class, count)| (class, *count)).chain(last) {
            *all.entry(schema.space.join(class.ns, &class.local)).or_default() += count;
        }
        all
    }
}

impl Dataset {
    /// What a description can name: for headers, which are written before anything is counted.
    pub(super) fn vocabulary(&self, schema: &Schema, seen: &Seen, graph: GraphId) -> Seen {
        let mut census = Census::new(schema);
        census.links = u64::from(seen.namespace(census.wikidata));
        if seen.namespace(census.documents) {
            census.cite("document");
        }
        // The classes of the dataset are in its header already; one of them shows how they are stated.
        let (ns, local) = schema.space.split(chy::CLAIM);
        census.class(Iri { ns, local });
        self.describe(schema, seen, &census, graph).seen
    }

    /// The description, sorted.
    pub(super) fn describe(&self, schema: &Schema, seen: &Seen, census: &Census, graph: GraphId) -> Batch {
        let classes = census.counted(schema);
        let own = |name: &str| schema.space.join(schema.folders.dataset, name);
        let id = self.id(census, &classes);
        let title = self.title(census);
        let title = title.as_str();
        let links = own(&format!("{id}--wikidata"));
        let mut telling = Telling { schema, graph, describe: Describe::default(), batch: Batch::default() };
        let mut says = vec![
            (t::RDF_TYPE, Stated::Iri(d::VOID_DATASET.to_owned())),
            (t::RDF_TYPE, Stated::Iri(d::DCAT_DATASET.to_owned())),
            (t::RDFS_LABEL, Stated::English(title)),
            (d::DCTERMS_TITLE, Stated::English(title)),
            (d::VOID_TRIPLES, Stated::Number(census.triples)),
            (d::VOID_ENTITIES, Stated::Number(census.entities)),
        ];
        says.extend(
            census.cited.iter().map(|id| (t::DCTERMS_SOURCE, Stated::Iri(schema.space.join(census.documents, id)))),
        );
        says.extend(self.licence.iter().map(|licence| (d::DCTERMS_LICENSE, Stated::Iri(licence.clone()))));
        says.extend(self.issued.map(|day| (d::DCTERMS_ISSUED, Stated::Day(day))));
        if census.links > 0 {
            says.push((d::VOID_SUBSET, Stated::Iri(links.clone())));
        }
        if self.extent == Extent::Full {
            says.extend(self.tell_parts(&mut telling, seen, census, &classes, &id, title));
        }
        telling.tell(&own(&id), &says);
        if census.links > 0 {
            self.tell_links(&mut telling, census, &links, &own(&id), title);
        }
        telling.batch.sort();
        telling.batch
    }

    /// Reports the parts of the dataset, and gives what it says of these and of its terms.
    fn tell_parts<'a>(
        &self,
        telling: &mut Telling<'a>,
        seen: &Seen,
        census: &Census,
        classes: &BTreeMap<String, u64>,
        id: &str,
        title: &str,
    ) -> Vec<(&'static str, Stated<'a>)> {
        let schema = telling.schema;
        let own = |name: &str| schema.space.join(schema.folders.dataset, name);
        let is_used = |at| seen.predicate(at) || (census.hedges && Some(at) == census.only_hedged);
        let properties = (0..).zip(schema.space.predicates()).filter(|(at, _)| is_used(PredId(*at)));
        let properties: Vec<&str> = properties.map(|(_, iri)| iri).collect();
        let namespace = |iri: &str| iri.rfind(['#', '/']).map(|at| iri[..=at].to_owned());
        let terms = properties.iter().copied().chain(classes.keys().map(String::as_str));
        let vocabularies: BTreeSet<String> = terms.filter_map(namespace).collect();
        let distribution = own(&format!("{id}--{}", self.format.name()));
        let mut says = vec![
            (d::DCTERMS_DESCRIPTION, Stated::English("The counts are of the dataset without this description.")),
            (d::VOID_URI_SPACE, Stated::Text(&schema.base)),
            (d::VOID_CLASSES, Stated::Number(classes.len() as u64)),
            (d::VOID_PROPERTIES, Stated::Number(properties.len() as u64)),
            (d::DCAT_DISTRIBUTION, Stated::Iri(distribution.clone())),
        ];
        says.extend(vocabularies.into_iter().map(|iri| (d::VOID_VOCABULARY, Stated::Iri(iri))));
        let form = format!("{title}, as {}", self.format);
        telling.tell(
            &distribution,
            &[
                (t::RDF_TYPE, Stated::Iri(d::DCAT_DISTRIBUTION_CLASS.to_owned())),
                (t::RDFS_LABEL, Stated::English(&form)),
                (d::DCAT_MEDIA_TYPE, Stated::Iri(format!("{}{}", d::MEDIA_TYPES, self.format.media_type()))),
                (d::DCTERMS_CONFORMS_TO, Stated::Iri(self.format.specification(self.triple_terms).to_owned())),
            ],
        );
        for (class, count) in classes {
            let (ns, local) = schema.space.split(class);
            let partition = own(&match schema.space.namespace(ns) {
                Some(namespace) => format!("{id}--class--{}-{local}", namespace.prefix),
                None => format!("{id}--class--_{}", digest::short(class)),
            });
            let name = class.rfind(['#', '/']).map_or(class.as_str(), |at| &class[at + 1..]);
            let label = format!("Things of the class {name}");
            telling.tell(
                &partition,
                &[
                    (t::RDF_TYPE, Stated::Iri(d::VOID_DATASET.to_owned())),
                    (t::RDFS_LABEL, Stated::English(&label)),
                    (d::VOID_CLASS, Stated::Iri(class.clone())),
                    (d::VOID_ENTITIES, Stated::Number(*count)),
                ],
            );
            says.push((d::VOID_CLASS_PARTITION, Stated::Iri(partition)));
        }
        says
    }

    /// Reports the links to Wikidata.
    fn tell_links(&self, telling: &mut Telling<'_>, census: &Census, links: &str, own: &str, title: &str) {
        let label = format!("{title}: links to Wikidata");
        let link = census.same_as.map_or(t::OWL_SAME_AS, |id| telling.schema.space.predicate_iri(id)).to_owned();
        telling.tell(
            links,
            &[
                (t::RDF_TYPE, Stated::Iri(d::VOID_LINKSET.to_owned())),
                (t::RDFS_LABEL, Stated::English(&label)),
                (d::VOID_LINK_PREDICATE, Stated::Iri(link)),
                (d::VOID_SUBJECTS_TARGET, Stated::Iri(own.to_owned())),
                (d::VOID_OBJECTS_TARGET, Stated::Iri(d::WIKIDATA.to_owned())),
                (d::VOID_TRIPLES, Stated::Number(census.links)),
            ],
        );
        if self.extent == Extent::Full {
            telling.tell(
                d::WIKIDATA,
                &[
                    (t::RDF_TYPE, Stated::Iri(d::VOID_DATASET.to_owned())),
                    (t::RDFS_LABEL, Stated::English("Wikidata")),
                    (d::VOID_URI_SPACE, Stated::Text(d::WIKIDATA_ENTITY)),
                ],
            );
        }
    }

    /// The name of the dataset: a function of what it is drawn from and of its restrictions, so that the next version of
    /// it has the same. Where no document is stated, the counts are in for them.
    fn id(&self, census: &Census, classes: &BTreeMap<String, u64>) -> String {
        let (readable, alone) = match census.cited.first() {
            Some(document) if census.cited.len() == 1 => (document.as_str(), true),
            _ => ("facts", false),
        };
        if alone && self.restrictions.is_empty() {
            return readable.to_owned();
        }
        let mut content: Vec<String> = census.cited.iter().cloned().collect();
        content.push(String::new());
        content.extend(self.restrictions.iter().cloned());
        if census.cited.is_empty() {
            content.push(census.triples.to_string());
            content.extend(classes.iter().map(|(class, count)| format!("{class} {count}")));
        }
        format!("{readable}_{}", digest::short(&content.join("\n")))
    }

    fn title(&self, census: &Census) -> String {
        let from = match census.cited.first() {
            None => String::new(),
            Some(one) if census.cited.len() == 1 => {
                format!(" from {}", census.titles.get(one).map_or(one.as_str(), String::as_str))
            }
            Some(_) => format!(" from {}", counted(census.cited.len(), "document")),
        };
        let mut title = format!("Facts{from}");
        for restriction in &self.restrictions {
            title.push_str(", ");
            title.push_str(restriction);
        }
        title
    }
}

enum Stated<'a> {
    Iri(String),
    English(&'a str),
    Text(&'a str),
    Number(u64),
    Day(Date),
}

struct Telling<'a> {
    schema: &'a Schema,
    graph: GraphId,
    describe: Describe,
    batch: Batch,
}

impl Telling<'_> {
    fn tell(&mut self, subject: &str, says: &[(&str, Stated<'_>)]) {
        let space = &self.schema.space;
        let iri = |iri| {
            let (ns, local) = space.split(iri);
            Iri { ns, local }
        };
        self.describe.begin(self.graph, iri(subject));
        for (predicate, value) in says {
            let Some(predicate) = space.predicate(predicate) else { continue };
            match value {
                Stated::Iri(object) => self.describe.iri(predicate, iri(object)),
                Stated::English(text) => self.describe.lang(predicate, "en", text),
                Stated::Text(text) => self.describe.text(predicate, text),
                Stated::Number(number) => self.describe.typed(predicate, Typed::Integer, &number.to_string()),
                Stated::Day(day) => self.describe.typed(predicate, Typed::Date, &day.to_string()),
            };
        }
        self.describe.end(&mut self.batch);
    }
}
