//! A fact or an entity as the graph describes it, in a person's terms: the keys of its kind, its standing, and every claim
//! with document, section and sentence. What is shown and what is compared both start here.

use std::collections::{BTreeMap, HashMap};

use oxigraph::model::{NamedNode, Term};
use serde::Serialize;

use crate::query::{Ask, AskError};
use chancery_model::schema::{ClassId, Kind, Role, Schema};
use chancery_model::vocab::{chy, std_terms as t};

/// How many steps lead from a piece of evidence to its document at most: sentence, extract, document.
const STEPS_TO_DOCUMENT: usize = 3;

/// A thing with its names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The whole IRI.
    pub iri: String,
    /// The IRI with its prefix, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its English label, else any, else the name or the IRI.
    pub label: String,
    /// What it is the same as elsewhere (`owl:sameAs`): items of Wikidata.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same_as: Vec<String>,
}

impl Named {
    /// The IRI with its prefix, where it has one, else whole.
    #[must_use]
    pub fn short(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.iri)
    }
}

/// A value of a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum ViewValue {
    /// An entity, a fact, a concept, a time, an amount, a page.
    Thing(Named),
    /// A text, with its language unless that is English or none.
    Text {
        /// The text or number as the store has it.
        text: String,
        /// Its language tag.
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<String>,
    },
}

impl ViewValue {
    /// What a person reads.
    #[must_use]
    pub fn shown(&self) -> String {
        match self {
            Self::Thing(thing) => thing.label.clone(),
            Self::Text { text, language: Some(tag) } => format!("{text} ({tag})"),
            Self::Text { text, language: None } => text.clone(),
        }
    }
}

/// A key with its values.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part {
    /// The name of the key in a facts file.
    pub key: String,
    /// Its values, sorted by what a person reads.
    pub values: Vec<ViewValue>,
}

/// A fact or an entity.
#[derive(Debug, Clone, Serialize)]
pub struct Thing {
    /// Its names.
    #[serde(flatten)]
    pub named: Named,
    /// The name of its kind in a facts file; the class's IRI where it is not a kind of the schema.
    pub kind: String,
    /// Whether it is a fact, which claims support or deny.
    pub is_fact: bool,
    /// The keys that have values, in the order of the shape.
    pub parts: Vec<Part>,
    /// The standing of a fact.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing: Option<Named>,
    /// What such a standing means, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standing_means: Option<String>,
    /// What the fact is about, by the values that identify it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub affair: Option<String>,
    /// Whether it is a finding: what several documents state together.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_finding: bool,
    /// Whether it is a fact that a finding or another fact shows.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub is_telling: bool,
}

/// What one place of a document says of a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Claim {
    /// The claim itself.
    pub claim: Named,
    /// The fact that is claimed.
    pub fact: String,
    /// Whether the place supports the fact; else it denies it.
    pub supports: bool,
    /// Keys of the claim with their values, modality and voice among them, in the order of the shape.
    pub parts: Vec<Part>,
    /// Where it is said.
    pub evidence: Vec<Evidence>,
}

/// A place in a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Evidence {
    /// The sentence, the row, or the document as a whole.
    pub place: Named,
    /// The document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document: Option<Named>,
    /// Where the document is to be read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pages: Vec<String>,
    /// The heading above the sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// The number of the sentence.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sentence: Option<u64>,
    /// The number of the row, or of the first of several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The number of the last of several rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_row: Option<u64>,
    /// The statement of Wikidata, by its IRI.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub statement: Option<String>,
    /// How that is among those of its property: `NormalRank`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rank: Option<String>,
    /// The first code point in the extract, from 0, and the one after the last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<(u64, u64)>,
    /// SHA-256 of the words with white space collapsed, in hexadecimal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The words, where the text was at hand and is the one that was cited.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<String>,
}

/// Looks at a store through the schema.
pub struct View<'a> {
    schema: &'a Schema,
    pub(super) store: &'a dyn Ask,
    kinds: HashMap<&'a str, &'a Kind>,
    fact: Option<ClassId>,
    entity: Option<ClassId>,
}

/// What is said of one thing.
pub(crate) type Said = Vec<(String, Term)>;

impl<'a> View<'a> {
    /// Takes the schema and the store that was loaded with it.
    #[must_use]
    pub fn new(schema: &'a Schema, store: &'a dyn Ask) -> Self {
        Self {
            schema,
            store,
            kinds: schema.kinds().map(|kind| (kind.class_iri.as_str(), kind)).collect(),
            fact: schema.class_id(chy::FACT),
            entity: schema.class_id(chy::ENTITY),
        }
    }

    /// The names of a thing, whether or not anything is said of it.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn named(&self, iri: &str) -> Result<Named, AskError> {
        Ok(self.name(iri, &self.store.about(iri)?))
    }

    fn name(&self, iri: &str, said: &Said) -> Named {
        let name = self.schema.space.short(iri);
        let label = label(said).or_else(|| name.clone()).unwrap_or_else(|| iri.to_owned());
        Named { iri: iri.to_owned(), name, label, same_as: iris(said, t::OWL_SAME_AS) }
    }

    /// The classes of a thing that the ontology has; of a fact on which a finding rests also that of its kind.
    fn classes(&self, said: &Said) -> Vec<ClassId> {
        types(said).iter().filter_map(|class| self.schema.class_id(class)).collect()
    }

    fn is_a(&self, classes: &[ClassId], ancestor: Option<ClassId>) -> bool {
        ancestor.is_some_and(|ancestor| classes.iter().any(|class| self.schema.is_a(*class, ancestor)))
    }

    /// The most special kind among the classes of a thing.
    fn kind(&self, said: &Said) -> Option<&'a Kind> {
        let kinds = types(said);
        let kinds: Vec<&Kind> = kinds.iter().filter_map(|class| self.kinds.get(class.as_str()).copied()).collect();
        let above = |one: &Kind, other: &Kind| one.class != other.class && self.schema.is_a(other.class, one.class);
        kinds.iter().find(|kind| !kinds.iter().any(|other| above(kind, other))).copied()
    }

    /// A fact or an entity; nothing where the graph describes no such thing.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn thing(&self, iri: &str) -> Result<Option<Thing>, AskError> {
        let said = self.store.about(iri)?;
        let classes = self.classes(&said);
        let is_fact = self.is_a(&classes, self.fact);
        if !is_fact && !self.is_a(&classes, self.entity) {
            return Ok(None);
        }
        let kind = self.kind(&said);
        let name_of_kind = match kind {
            Some(kind) => kind.key.clone(),
            None => iris(&said, t::RDF_TYPE).pop().unwrap_or_default(),
        };
        let standing =
            iris(&said, chy::STANDING).first().map(|iri| self.store.about(iri).map(|said| (iri.clone(), said)));
        let standing = standing.transpose()?;
        let is_of = |class: &str| types(&said).iter().any(|one| one == class);
        Ok(Some(Thing {
            named: self.name(iri, &said),
            kind: name_of_kind,
            is_fact,
            parts: kind.map_or(Ok(Vec::new()), |kind| self.parts(kind, iri, &said))?,
            standing_means: standing.as_ref().and_then(|(_, said)| text(said, t::SKOS_DEFINITION)),
            standing: standing.map(|(iri, said)| self.name(&iri, &said)),
            affair: iris(&said, chy::AFFAIR).pop(),
            is_finding: is_of(chy::FINDING),
            is_telling: is_of(chy::TELLING),
        }))
    }

    /// The values of the kind's keys.
    fn parts(&self, kind: &Kind, iri: &str, said: &Said) -> Result<Vec<Part>, AskError> {
        let mut parts: Vec<Part> = Vec::new();
        let mut seen = Vec::new();
        for key in &kind.keys {
            // Two keys may lead to one predicate; its values are shown once.
            if seen.contains(&(key.predicate, key.inverse)) {
                continue;
            }
            seen.push((key.predicate, key.inverse));
            let predicate = self.schema.space.predicate_iri(key.predicate);
            let mut values = Vec::new();
            if key.inverse {
                for (subject, _) in self.store.with(Some(predicate), &NamedNode::new_unchecked(iri).into())? {
                    values.push(ViewValue::Thing(self.named(&subject)?));
                }
            } else {
                for (_, object) in said.iter().filter(|(p, _)| p == predicate) {
                    values.push(self.value(object)?);
                }
            }
            if values.is_empty() {
                continue;
            }
            values.sort_by_cached_key(ViewValue::shown);
            parts.push(Part { key: key.key.clone(), values });
        }
        Ok(parts)
    }

    fn value(&self, term: &Term) -> Result<ViewValue, AskError> {
        Ok(match term {
            Term::NamedNode(node) => ViewValue::Thing(self.named(node.as_str())?),
            Term::Literal(literal) => ViewValue::Text {
                text: literal.value().to_owned(),
                language: literal.language().filter(|tag| *tag != "en").map(str::to_owned),
            },
            other => ViewValue::Text { text: other.to_string(), language: None },
        })
    }

    /// The claims that support or deny a fact, in the order of their documents and places.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn claims(&self, fact: &str) -> Result<Vec<Claim>, AskError> {
        let mut claims = Vec::new();
        let object: Term = NamedNode::new_unchecked(fact).into();
        for (predicate, supports) in [(chy::SUPPORTS, true), (chy::DENIES, false)] {
            for (iri, _) in self.store.with(Some(predicate), &object)? {
                let said = self.store.about(&iri)?;
                let mut evidence = Vec::new();
                for place in iris(&said, chy::EVIDENCE) {
                    evidence.push(self.evidence(&place)?);
                }
                let parts = self.schema.claim_kind().map_or(Ok(Vec::new()), |kind| self.parts(kind, &iri, &said))?;
                let claim = self.name(&iri, &said);
                claims.push(Claim { claim, fact: fact.to_owned(), supports, parts, evidence });
            }
        }
        claims.sort_by_cached_key(|claim| {
            let place = |e: &Evidence| (e.document.as_ref().map(|d| d.iri.clone()), e.sentence, e.row);
            (claim.evidence.first().map(place), claim.claim.iri.clone())
        });
        Ok(claims)
    }

    fn evidence(&self, iri: &str) -> Result<Evidence, AskError> {
        let said = self.store.about(iri)?;
        let number = |said: &Said, predicate: &str| text(said, predicate).and_then(|text| text.parse().ok());
        let mut position = None;
        if let Some(selector) = iris(&said, t::OA_HAS_SELECTOR).first() {
            let said = self.store.about(selector)?;
            position = number(&said, t::OA_START).zip(number(&said, t::OA_END));
        }
        // A sentence is in an extract, which was derived from the document; a row is in the document itself.
        let (mut document, mut of_document) = (iri.to_owned(), said.clone());
        for _ in 0..STEPS_TO_DOCUMENT {
            let above = [t::OA_HAS_SOURCE, t::PROV_WAS_DERIVED_FROM];
            let Some(next) = above.iter().find_map(|p| iris(&of_document, p).into_iter().next()) else { break };
            of_document = self.store.about(&next)?;
            document = next;
        }
        Ok(Evidence {
            pages: iris(&of_document, t::SCHEMA_URL),
            document: Some(self.name(&document, &of_document)),
            section: text(&said, chy::SECTION),
            sentence: number(&said, chy::SENTENCE_NUMBER),
            row: number(&said, chy::ROW_NUMBER),
            last_row: number(&said, chy::LAST_ROW_NUMBER),
            statement: iris(&said, t::PROV_WAS_DERIVED_FROM)
                .into_iter()
                .find(|iri| iri.starts_with(t::WIKIDATA_STATEMENT)),
            rank: { iris(&said, t::WIKIBASE_RANK).into_iter() }
                .find_map(|iri| iri.strip_prefix(t::WIKIBASE).map(ToOwned::to_owned)),
            position,
            digest: text(&said, chy::DIGEST),
            place: self.name(iri, &said),
            words: None,
        })
    }

    /// The facts that a declared conflict or a shared affair ties to this one: those that conflict, and those of the same
    /// affair.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn tied(&self, fact: &str) -> Result<(Vec<Named>, Vec<Named>), AskError> {
        let said = self.store.about(fact)?;
        let named = |iris: Vec<String>| iris.iter().map(|iri| self.named(iri)).collect::<Result<Vec<_>, _>>();
        let mut conflicts = iris(&said, chy::CONFLICTS_WITH);
        let object: Term = NamedNode::new_unchecked(fact).into();
        conflicts.extend(self.store.with(Some(chy::CONFLICTS_WITH), &object)?.into_iter().map(|(iri, _)| iri));
        conflicts.sort();
        conflicts.dedup();
        let mut others = Vec::new();
        for affair in iris(&said, chy::AFFAIR) {
            let object: Term = NamedNode::new_unchecked(affair).into();
            let facts = self.store.with(Some(chy::AFFAIR), &object)?.into_iter().map(|(iri, _)| iri);
            others.extend(facts.filter(|iri| iri != fact && is_fact(self.schema, iri)));
        }
        Ok((named(conflicts)?, named(others)?))
    }

    /// The facts and entities that name a thing, by the name of their kind, each with its label and time.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn mentions(&self, iri: &str) -> Result<BTreeMap<String, Vec<Thing>>, AskError> {
        let mut found: BTreeMap<String, Vec<Thing>> = BTreeMap::new();
        let mut subjects: Vec<String> = self
            .store
            .with(None, &NamedNode::new_unchecked(iri).into())?
            .into_iter()
            .filter(|(_, predicate)| self.schema.space.predicate(predicate).is_some())
            .map(|(subject, _)| subject)
            .collect();
        subjects.dedup();
        for subject in subjects {
            // What a finding rests on is shown with the finding.
            if let Some(thing) = self.thing(&subject)?.filter(|thing| !thing.is_telling) {
                found.entry(thing.kind.clone()).or_default().push(thing);
            }
        }
        for things in found.values_mut() {
            things.sort_by(|a, b| a.named.label.cmp(&b.named.label).then_with(|| a.named.iri.cmp(&b.named.iri)));
        }
        Ok(found)
    }

    /// The IRIs of all facts and entities that the graph describes, sorted; nothing of the ontology, and no finding, which
    /// follows from the facts that it rests on.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn things(&self) -> Result<Vec<String>, AskError> {
        self.described(false)
    }

    /// The IRIs of all findings, sorted.
    ///
    /// # Errors
    /// When the facts cannot be read.
    pub fn findings(&self) -> Result<Vec<String>, AskError> {
        self.described(true)
    }

    fn described(&self, findings: bool) -> Result<Vec<String>, AskError> {
        let mut found: Vec<String> = Vec::new();
        for (subject, class) in self.store.pairs(t::RDF_TYPE)? {
            let Term::NamedNode(class) = class else { continue };
            let (folder, _) = self.schema.space.split(&subject);
            let class: Vec<ClassId> = self.schema.class_id(class.as_str()).into_iter().collect();
            let is_thing = self.is_a(&class, self.fact) || self.is_a(&class, self.entity);
            if is_thing && (folder == self.schema.folders.finding) == findings {
                found.push(subject);
            }
        }
        found.dedup();
        Ok(found)
    }
}

/// Whether an IRI is that of a thing, which has more to show than its label: not of a time, an amount or a concept.
#[must_use]
pub fn is_thing(schema: &Schema, iri: &str) -> bool {
    let (ns, _) = schema.space.split(iri);
    ![schema.folders.time, schema.folders.quantity].contains(&ns) && schema.concept_id(iri).is_none()
}

/// Whether an IRI is that of a fact, and of no finding or disagreement.
fn is_fact(schema: &Schema, iri: &str) -> bool {
    let (ns, _) = schema.space.split(iri);
    schema.kinds().any(|kind| kind.role == Role::Fact && kind.namespace == ns)
}

/// The classes that are stated of a thing, and that of its kind if a finding rests on it.
fn types(said: &Said) -> Vec<String> {
    [iris(said, t::RDF_TYPE), iris(said, chy::OF_KIND)].concat()
}

/// The IRIs that a predicate leads to.
pub(crate) fn iris(said: &Said, predicate: &str) -> Vec<String> {
    let objects = said.iter().filter(|(p, _)| p == predicate);
    objects
        .filter_map(|(_, object)| match object {
            Term::NamedNode(node) => Some(node.as_str().to_owned()),
            _ => None,
        })
        .collect()
}

/// The first literal of a predicate.
pub(crate) fn text(said: &Said, predicate: &str) -> Option<String> {
    said.iter().filter(|(p, _)| p == predicate).find_map(|(_, object)| match object {
        Term::Literal(literal) => Some(literal.value().to_owned()),
        _ => None,
    })
}

/// The label in English, else in no language, else in any.
fn label(said: &Said) -> Option<String> {
    let labels: Vec<_> = said
        .iter()
        .filter(|(p, _)| p == t::RDFS_LABEL || p == t::SKOS_PREF_LABEL)
        .filter_map(|(_, object)| match object {
            Term::Literal(literal) => Some(literal),
            _ => None,
        })
        .collect();
    let tagged = |tag: Option<&str>| labels.iter().find(|label| label.language() == tag).copied();
    tagged(Some("en")).or_else(|| tagged(None)).or_else(|| labels.first().copied()).map(|l| l.value().to_owned())
}
