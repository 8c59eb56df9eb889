//! What a fact's statements need of other descriptions.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;

use super::claim::{Claim, Span};
use super::met::{self, Met};
use crate::{Alignment, Ends, alignment};
use chancery_graph::{Description, Object, Sorted};
use chancery_model::facts::Document;
use chancery_model::literal::Typed;
use chancery_model::origin::FileId;
use chancery_model::registry::{Entity, Registry};
use chancery_model::schema::{ClassId, Iri, IriBuf, NsId, PredId, Schema};
use chancery_model::vocab::{chy, concept, dataset_terms::WIKIDATA_ENTITY, std_terms as t};
use chancery_values::time::Date;

/// A document, as references need it.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// Its title.
    pub label: String,
    /// The page where it is read.
    pub url: Option<String>,
    /// Its item of Wikidata.
    pub item: Option<String>,
    /// The day on which it was read.
    pub retrieved: Option<String>,
    /// The whole IRI of the calendar that it says its days before the reform are of.
    pub calendar: Option<String>,
}

/// Who says a value of an entity that has a record of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Tellers {
    /// A source of the run does. What is compiled in is known to the program, and said by no source.
    pub own: bool,
    /// The documents of the files in which it is stated; none where each of several files says values of its own.
    pub documents: BTreeSet<String>,
}

/// Who says what entities are.
#[derive(Debug, Default)]
pub struct Telling {
    /// Of each entity of the registry, who gives which of the keys that statements need.
    of: HashMap<IriBuf, HashMap<PredId, Tellers>>,
}

impl Telling {
    /// Looks through the registry and the documents of a run.
    #[must_use]
    pub fn of(
        schema: &Schema,
        alignment: &Alignment,
        registry: &Registry,
        documents: &[Document],
        compiled_in: &HashSet<FileId>,
    ) -> Self {
        let paths = alignment.lines.iter().flat_map(|line| match &line.ends {
            Ends::Directed { subject, value } => vec![subject, value],
            Ends::Pairs(_) => Vec::new(),
        });
        let wanted: HashSet<PredId> = paths.flatten().copied().collect();
        let mut of_file: HashMap<FileId, Vec<&str>> = HashMap::new();
        for document in documents.iter().filter(|document| document.record.is_some()) {
            of_file.entry(document.file).or_default().push(&document.id);
        }
        let one = |entity: &Entity| {
            let kind = schema.kind(entity.kind);
            let records = std::iter::once((entity.file, &entity.record));
            let records = records.chain(entity.additions.iter().map(|(file, record)| (*file, record)));
            let mut told: HashMap<PredId, Tellers> = HashMap::new();
            for (file, record) in records {
                for entry in record.entries().unwrap_or_default() {
                    let Some((_, key)) = kind.key(&entry.key.text) else { continue };
                    if !wanted.contains(&key.predicate) {
                        continue;
                    }
                    let is_first = !told.contains_key(&key.predicate);
                    let tellers = told.entry(key.predicate).or_default();
                    tellers.own |= !compiled_in.contains(&file);
                    // Of one value all say the same; of several nothing says who says which.
                    match is_first || key.max == Some(1) {
                        true => tellers
                            .documents
                            .extend(of_file.get(&file).into_iter().flatten().map(|id| (*id).to_owned())),
                        false => tellers.documents.clear(),
                    }
                }
            }
            (IriBuf { ns: kind.namespace, local: entity.id.clone() }, told)
        };
        Self { of: registry.entities().map(|(_, entity)| one(entity)).collect() }
    }
}

/// What was gathered. Memory: some 100 bytes for each entity and time, 300 for each claim.
#[derive(Debug, Default)]
pub struct Survey {
    /// The item of each thing that has one.
    pub items: HashMap<IriBuf, String>,
    /// The English label of each thing, but facts.
    pub labels: HashMap<IriBuf, String>,
    /// The class of each thing that has one of ours.
    pub classes: HashMap<IriBuf, ClassId>,
    /// Times by the local part of their IRIs.
    pub times: HashMap<String, Span>,
    /// Documents by their `id`.
    pub papers: HashMap<String, Paper>,
    /// The claims of each fact.
    pub claims: HashMap<IriBuf, Vec<Claim>>,
    /// What is known of facts that meet.
    pub met: Met,
    /// Who says what entities are; empty where that was not asked.
    pub telling: Telling,
    /// What a thing that a path leads through leads to.
    steps: HashMap<(IriBuf, PredId), IriBuf>,
}

struct SurveyReader<'a> {
    schema: &'a Schema,
    rdf_type: Option<PredId>,
    fact: Option<ClassId>,
    same_as: Option<PredId>,
    label: Option<PredId>,
    url: Option<PredId>,
    retrieved: Option<PredId>,
    calendar: Option<PredId>,
    edtf: Option<PredId>,
    bounds: [Option<PredId>; 4],
    speaks: [Option<PredId>; 2],
    modality: Option<PredId>,
    voice: Option<PredId>,
    hedge: Option<PredId>,
    evidence: Option<PredId>,
    steps: HashSet<PredId>,
    documents: NsId,
    entities: NsId,
    met: met::Wanted,
}

impl Survey {
    /// Gathers from all descriptions. With `only_own`, claims that rest on statements of Wikidata are left out, except for
    /// facts that others claim too.
    ///
    /// # Errors
    /// When runs on disk cannot be read.
    pub fn of(schema: &Schema, alignment: &Alignment, sorted: &Sorted, only_own: bool) -> io::Result<Self> {
        let predicate = |iri: &str| schema.space.predicate(iri);
        let second = |line: &crate::Line| {
            let ends = match &line.ends {
                Ends::Directed { subject, value } => vec![subject.clone(), value.clone()],
                Ends::Pairs(_) => Vec::new(),
            };
            let conditions = line.only_if.iter().chain(&line.unless).chain(&line.only_ended_if);
            let conditions = conditions.map(|condition| condition.path.clone());
            let paths: Vec<Vec<PredId>> = ends.into_iter().chain(conditions).collect();
            paths.into_iter().filter_map(|path| path.get(1).copied()).collect::<Vec<_>>()
        };
        let reader = SurveyReader {
            schema,
            rdf_type: predicate(t::RDF_TYPE),
            fact: schema.class_id(chy::FACT),
            same_as: predicate(t::OWL_SAME_AS),
            label: predicate(t::RDFS_LABEL),
            url: predicate(t::SCHEMA_URL),
            retrieved: predicate(chy::RETRIEVED),
            calendar: predicate(chy::CALENDAR),
            edtf: predicate(chy::EDTF),
            bounds: [chy::BEGIN_EARLIEST, chy::BEGIN_LATEST, chy::END_EARLIEST, chy::END_LATEST].map(predicate),
            speaks: [predicate(chy::SUPPORTS), predicate(chy::DENIES)],
            modality: predicate(chy::MODALITY),
            voice: predicate(chy::VOICE),
            hedge: predicate(chy::HEDGE),
            evidence: predicate(chy::EVIDENCE),
            steps: alignment.lines.iter().flat_map(second).collect(),
            documents: schema.document_kind().map_or(NsId::NONE, |id| schema.kind(id).namespace),
            entities: schema.space.namespace_id(WIKIDATA_ENTITY).unwrap_or(NsId::NONE),
            met: met::Wanted::of(schema),
        };
        let mut survey = Self::default();
        sorted.each(schema, |description| {
            survey.add(&reader, description, only_own);
            Ok(())
        })?;
        if only_own && !survey.claims.is_empty() {
            sorted.each(schema, |description| {
                if description.subject().ns == schema.folders.claim {
                    survey.claim(&reader, description, &|survey, claim, fact| {
                        claim.statement.is_some() && survey.claims.contains_key(fact)
                    });
                }
                Ok(())
            })?;
        }
        survey.met.settle(&mut survey.claims, &survey.times);
        for claims in survey.claims.values_mut() {
            claims.sort_by(|a, b| a.iri.cmp(&b.iri));
        }
        Ok(survey)
    }

    fn add(&mut self, reader: &SurveyReader<'_>, description: Description<'_>, only_own: bool) {
        let subject = description.subject();
        let folders = reader.schema.folders;
        if subject.ns == folders.claim {
            self.claim(reader, description, &|_, claim, _| !only_own || claim.statement.is_none());
            return;
        }
        if subject.ns == folders.time {
            self.times.insert(subject.local.to_owned(), reader.span(description));
            return;
        }
        let own =
            [folders.sentence, folders.row, folders.selector, folders.extract, folders.statement, folders.quantity];
        if own.contains(&subject.ns) {
            return;
        }
        self.met.add(&reader.met, description);
        let iri = || IriBuf { ns: subject.ns, local: subject.local.to_owned() };
        let mut label = None;
        let mut is_fact = false;
        for (predicate, object) in description.statements() {
            match object {
                Object::Iri(to) if Some(predicate) == reader.same_as && to.ns == reader.entities => {
                    self.items.insert(iri(), to.local.to_owned());
                }
                Object::Iri(to) if Some(predicate) == reader.rdf_type => {
                    let class = reader.schema.class_id(&reader.schema.space.join(to.ns, to.local));
                    is_fact |=
                        class.is_some_and(|class| reader.fact.is_some_and(|fact| reader.schema.is_a(class, fact)));
                    // Of several classes the most special one.
                    let known = self.classes.get(&iri()).copied();
                    let special = |class| known.is_none_or(|known| reader.schema.is_a(class, known));
                    if let Some(class) = class.filter(|class| !is_fact && special(*class)) {
                        self.classes.insert(iri(), class);
                    }
                }
                Object::Iri(to) if reader.steps.contains(&predicate) => {
                    self.steps.insert((iri(), predicate), IriBuf { ns: to.ns, local: to.local.to_owned() });
                }
                Object::Lang { tag: "en", text } if Some(predicate) == reader.label => label = Some(text.to_owned()),
                Object::Claimed(_) => is_fact = true,
                _ => is_fact |= reader.schema.space.predicate_iri(predicate) == chy::STANDING,
            }
        }
        if subject.ns == reader.documents {
            let value = |wanted: Option<PredId>| {
                description.statements().find_map(|(predicate, object)| match object {
                    Object::Iri(iri) if Some(predicate) == wanted => Some(reader.schema.space.join(iri.ns, iri.local)),
                    Object::Text(text) | Object::Typed(_, text) if Some(predicate) == wanted => Some(text.to_owned()),
                    _ => None,
                })
            };
            let paper = self.papers.entry(subject.local.to_owned()).or_default();
            paper.url = value(reader.url).or(paper.url.take());
            paper.retrieved = value(reader.retrieved).or(paper.retrieved.take());
            paper.calendar = value(reader.calendar).or(paper.calendar.take());
            paper.label = label.clone().unwrap_or_default();
            paper.item = self.items.get(&iri()).cloned();
        }
        if let Some(label) = label.filter(|_| !is_fact) {
            self.labels.insert(iri(), label);
        }
    }

    fn claim(
        &mut self,
        reader: &SurveyReader<'_>,
        description: Description<'_>,
        wanted: &dyn Fn(&Self, &Claim, &IriBuf) -> bool,
    ) {
        let subject = description.subject();
        let mut claim = Claim {
            iri: reader.schema.space.join(subject.ns, subject.local),
            document: chancery_graph::document_of(subject.local).to_owned(),
            label: String::new(),
            supports: true,
            asserted: true,
            hedge: None,
            statement: None,
        };
        let mut fact = None;
        for (predicate, object) in description.statements() {
            match object {
                Object::Iri(iri) => {
                    let place = reader.speaks.iter().position(|speaks| *speaks == Some(predicate));
                    if let Some(place) = place {
                        claim.supports = place == 0;
                        fact = Some(IriBuf { ns: iri.ns, local: iri.local.to_owned() });
                    } else if Some(predicate) == reader.modality || Some(predicate) == reader.voice {
                        let whole = reader.schema.space.join(iri.ns, iri.local);
                        claim.asserted &= whole == concept::ASSERTED || whole == concept::VOICE_SOURCE;
                    } else if Some(predicate) == reader.evidence && iri.ns == reader.schema.folders.statement {
                        claim.statement = iri.local.split_once("--").map(|(_, id)| id.replacen('-', "$", 1));
                    }
                }
                Object::Lang { text, .. } if Some(predicate) == reader.label => claim.label = text.to_owned(),
                Object::Text(words) if Some(predicate) == reader.hedge => claim.hedge = Some(words.to_owned()),
                _ => {}
            }
        }
        if let Some(fact) = fact
            && wanted(self, &claim, &fact)
        {
            self.claims.entry(fact).or_default().push(claim);
        }
    }

    /// The item of a thing.
    #[must_use]
    pub fn item(&self, schema: &Schema, thing: Iri<'_>) -> Option<String> {
        let whole = schema.space.join(thing.ns, thing.local);
        if let Some(id) = alignment::item_id(&whole) {
            return Some(id.to_owned());
        }
        self.items.get(&IriBuf { ns: thing.ns, local: thing.local.to_owned() }).cloned()
    }

    /// What a thing is called.
    #[must_use]
    pub fn label(&self, schema: &Schema, thing: Iri<'_>) -> String {
        let known = self.labels.get(&IriBuf { ns: thing.ns, local: thing.local.to_owned() });
        known.cloned().unwrap_or_else(|| match schema.space.namespace(thing.ns) {
            Some(_) => thing.local.to_owned(),
            None => schema.space.join(thing.ns, thing.local),
        })
    }

    /// Who says the value of a property of a thing; nothing where the value is in place, because then each document
    /// that mentions it says it.
    #[must_use]
    pub fn tellers(&self, thing: Iri<'_>, predicate: PredId) -> Option<Tellers> {
        let told = self.telling.of.get(&IriBuf { ns: thing.ns, local: thing.local.to_owned() })?;
        Some(told.get(&predicate).cloned().unwrap_or_default())
    }

    /// What a thing leads to by a property of the second step of a path.
    #[must_use]
    pub fn step(&self, thing: Iri<'_>, predicate: PredId) -> Option<&IriBuf> {
        self.steps.get(&(IriBuf { ns: thing.ns, local: thing.local.to_owned() }, predicate))
    }
}

impl SurveyReader<'_> {
    fn span(&self, description: Description<'_>) -> Span {
        let mut span = Span::default();
        let bounds = &mut span.bounds;
        let slots =
            [&mut bounds.begin_earliest, &mut bounds.begin_latest, &mut bounds.end_earliest, &mut bounds.end_latest];
        for (predicate, object) in description.statements() {
            let Object::Typed(datatype, text) = object else { continue };
            if Some(predicate) == self.edtf {
                span.edtf = Some(text.to_owned());
            } else if datatype == Typed::Date
                && let Some(at) = self.bounds.iter().position(|bound| *bound == Some(predicate))
            {
                *slots[at] = Date::parse_iso(text).ok();
            }
        }
        span
    }
}
