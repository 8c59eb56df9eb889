//! Facts of a graph as descriptions and documents, as those of facts files are: what an export says, read back.
//!
//! What follows from facts is left out: findings, phases, disagreements. A fact that a finding shows has the class of its kind
//! again. Statements whose predicate the schema does not know are left out too.

use oxigraph::model::vocab::xsd;
use oxigraph::model::{Literal, NamedNode, Term};

use crate::query::{Ask, AskError};
use crate::view::{Said, iris, text};
use chancery_graph::{Batch, Describe, Mask, Sorted};
use chancery_model::facts::{
    DecidedFact, Decision, Document, Gap, GapReason, GraphId, Limit, Limited, Scope, Verdict, Years,
};
use chancery_model::literal::{TimeSpan, Typed};
use chancery_model::origin::{FileId, Origin};
use chancery_model::registry::Author;
use chancery_model::schema::{Iri, KindId, NsId, PredId, Schema};
use chancery_model::vocab::{chy, concept, dataset_terms as d, std_terms as t};
use chancery_values::time::Date;

/// The size in bytes at which descriptions are handed over to be kept or written to disk.
const HAND_OVER: usize = 24 << 20;

/// The descriptions and the documents of a graph.
pub struct Described {
    /// The descriptions, sorted and merged.
    pub sorted: Sorted,
    /// The documents, in the order of their IRIs.
    pub documents: Vec<Document>,
    /// What persons decided of the facts, in the order of its IRIs.
    pub decisions: Vec<Decision>,
}

/// The first and the last day of a period.
type Period = (Option<Date>, Option<Date>);

/// Reads all facts of a graph back. Descriptions beyond `budget` bytes go to disk; `file` is that of the documents.
///
/// # Errors
/// When the facts cannot be read, or runs on disk cannot be written.
pub fn described(schema: &Schema, store: &dyn Ask, file: FileId, budget: usize) -> Result<Described, AskError> {
    let mut subjects: Vec<String> = store.subjects()?.into_iter().collect();
    subjects.sort_unstable();
    let folders = schema.folders;
    let of_documents = schema.document_kind().map_or(NsId::NONE, |kind| schema.kind(kind).namespace);
    let mut back = Back { schema, store, describe: Describe::default(), batch: Batch::default() };
    let mut described = Described { sorted: Sorted::new(budget), documents: Vec::new(), decisions: Vec::new() };
    let failed = |error: std::io::Error| AskError::Failed(error.into());
    for subject in &subjects {
        let (ns, local) = schema.space.split(subject);
        if [folders.finding, folders.affair, folders.disagreement].contains(&ns) {
            continue;
        }
        let said = store.about(subject)?;
        if ns == folders.decision {
            described.decisions.extend(decision(&said, file));
            continue;
        }
        if said.iter().any(|(predicate, _)| predicate == chy::PHASE_OF) {
            continue;
        }
        if ns == of_documents && !local.is_empty() {
            described.documents.push(back.document(local, &said, file)?);
        }
        back.description(subject, &said)?;
        if back.batch.size() > HAND_OVER {
            described.sorted.add(back.taken()).map_err(failed)?;
        }
    }
    described.sorted.add(back.taken()).map_err(failed)?;
    Ok(described)
}

struct Back<'a> {
    schema: &'a Schema,
    store: &'a dyn Ask,
    describe: Describe,
    batch: Batch,
}

impl Back<'_> {
    /// What was described, sorted.
    fn taken(&mut self) -> Batch {
        let mut batch = std::mem::take(&mut self.batch);
        batch.sort();
        batch
    }

    fn description(&mut self, subject: &str, said: &Said) -> Result<(), AskError> {
        let standing = self.schema.space.predicate(chy::STANDING);
        let is_fact = said.iter().any(|(predicate, _)| predicate == chy::STANDING);
        let mask = if is_fact { self.mask(subject)? } else { Mask::default() };
        let (ns, local) = self.schema.space.split(subject);
        self.describe.begin(GraphId::DEFAULT, Iri { ns, local });
        for (predicate, object) in said {
            let predicate = match predicate.as_str() {
                // The class of its kind, which a finding has in its place.
                chy::OF_KIND if is_fact => t::RDF_TYPE,
                chy::STANDING => continue,
                other => other,
            };
            if let Some(predicate) = self.schema.space.predicate(predicate) {
                self.statement(predicate, object);
            }
        }
        if let Some(standing) = standing.filter(|_| is_fact) {
            self.describe.claimed(standing, mask.0);
        }
        self.describe.end(&mut self.batch);
        Ok(())
    }

    fn statement(&mut self, predicate: PredId, object: &Term) {
        match object {
            Term::NamedNode(iri) => {
                let (ns, local) = self.schema.space.split(iri.as_str());
                self.describe.iri(predicate, Iri { ns, local });
            }
            Term::Literal(literal) => self.literal(predicate, literal),
            _ => {}
        }
    }

    fn literal(&mut self, predicate: PredId, literal: &Literal) {
        let text = literal.value();
        if let Some(tag) = literal.language() {
            self.describe.lang(predicate, tag, text);
        } else if literal.datatype() == xsd::STRING {
            self.describe.text(predicate, text);
        } else if let Some(datatype) = Typed::ALL.into_iter().find(|one| one.iri() == literal.datatype().as_str()) {
            self.describe.typed(predicate, datatype, text);
        }
    }

    /// What the claims on a fact contribute to its standing.
    fn mask(&self, fact: &str) -> Result<Mask, AskError> {
        let object: Term = NamedNode::new_unchecked(fact).into();
        let mut all = Mask::default();
        for (predicate, polarity) in [(chy::SUPPORTS, ""), (chy::DENIES, concept::DENIES)] {
            for (claim, _) in self.store.with(Some(predicate), &object)? {
                let said = self.store.about(&claim)?;
                let [modality, voice] = [chy::MODALITY, chy::VOICE].map(|predicate| iris(&said, predicate).pop());
                let is_hedged = said.iter().any(|(predicate, _)| predicate == chy::HEDGE);
                let one =
                    Mask::of_claim(&modality.unwrap_or_default(), &voice.unwrap_or_default(), polarity, is_hedged);
                all = Mask(all.0 | one.0);
            }
        }
        Ok(all)
    }

    fn document(&self, id: &str, said: &Said, file: FileId) -> Result<Document, AskError> {
        let mut document = Document { id: id.to_owned(), ..Document::unnamed(file) };
        document.label = text(said, t::RDFS_LABEL).unwrap_or_else(|| id.to_owned());
        for from in iris(said, t::PROV_WAS_DERIVED_FROM) {
            let (ns, id) = self.schema.space.split(&from);
            if self.schema.document_kind().is_some_and(|kind| self.schema.kind(kind).namespace == ns) {
                document.made_from.push(id.to_owned());
            }
        }
        let mut gaps = Vec::new();
        for scope in iris(said, chy::COVERS) {
            let said = self.store.about(&scope)?;
            document.scopes.extend(self.scope(&said)?);
            gaps.extend(iris(&said, chy::GAP));
        }
        // Scopes of one kind share their gaps.
        gaps.sort_unstable();
        gaps.dedup();
        for gap in gaps {
            document.gaps.extend(self.gap(&self.store.about(&gap)?)?);
        }
        Ok(document)
    }

    /// What a document covers; nothing where a term of it is not known, since it would cover more than it says.
    fn scope(&self, said: &Said) -> Result<Option<Scope>, AskError> {
        let Some(kind) = self.kind(said) else { return Ok(None) };
        let Some(limits) = self.limits(kind, said)? else { return Ok(None) };
        let mut during = None;
        for (first, last) in self.periods(said)? {
            during = Some(TimeSpan::extent(first, last).into());
        }
        let complete = text(said, chy::COMPLETE).is_some_and(|text| text == "true");
        Ok(Some(Scope { kind, limits, during, complete }))
    }

    /// What a document does not know. What cannot be read is taken for all of the kind, in all years: then nothing is taken for a
    /// no that is none.
    fn gap(&self, said: &Said) -> Result<Option<Gap>, AskError> {
        let Some(kind) = self.kind(said) else { return Ok(None) };
        let reason = iris(said, chy::GAP_REASON).pop().unwrap_or_default();
        let code = reason.strip_prefix(concept::GAP_REASON).unwrap_or_default();
        let reason = GapReason::of_code(code).unwrap_or(GapReason::Missing);
        let mut limits = Vec::new();
        for limit in self.limits(kind, said)?.unwrap_or_default() {
            match limit.to {
                Limited::Values(values) => limits.extend(values.into_iter().map(|value| (limit.key, value))),
                Limited::Having(..) => {}
            }
        }
        limits.sort_unstable();
        let periods = self.periods(said)?;
        let years = if periods.is_empty() {
            Years::all()
        } else {
            Years::between(periods.into_iter().map(|(first, last)| (first.map(Date::year), last.map(Date::year))))
        };
        Ok(Some(Gap { kind, reason, limits, years }))
    }

    fn kind(&self, said: &Said) -> Option<KindId> {
        let class = iris(said, chy::OF_KIND).pop().unwrap_or_default();
        let at = self.schema.kinds().position(|kind| kind.class_iri == class)?;
        u16::try_from(at).map(KindId).ok()
    }

    /// The limits of what is covered; nothing where a term of them is not known.
    fn limits(&self, kind: KindId, said: &Said) -> Result<Option<Vec<Limit>>, AskError> {
        let mut limits = Vec::new();
        for limit in iris(said, chy::LIMIT) {
            let said = self.store.about(&limit)?;
            let property = iris(&said, chy::ON_PROPERTY).pop().and_then(|iri| self.schema.space.predicate(&iri));
            let keys = &self.schema.kind(kind).keys;
            let Some(key) = keys.iter().position(|key| Some(key.predicate) == property && !key.inverse) else {
                return Ok(None);
            };
            let having = iris(&said, chy::HAVING).pop();
            let to = match having.map(|iri| self.schema.space.predicate(&iri)) {
                Some(Some(having)) => Limited::Having(keys[key].key.clone(), having),
                Some(None) => return Ok(None),
                None => Limited::Values(
                    iris(&said, chy::LIMITED_TO).iter().map(|iri| self.schema.space.named(iri)).collect(),
                ),
            };
            limits.push(Limit { key, to });
        }
        Ok(Some(limits))
    }

    /// The periods that are meant, each with its first and last day.
    fn periods(&self, said: &Said) -> Result<Vec<Period>, AskError> {
        let mut periods = Vec::new();
        for period in iris(said, d::DCTERMS_TEMPORAL) {
            let said = self.store.about(&period)?;
            let day = |predicate: &str| text(&said, predicate).and_then(|text| Date::parse_iso(&text).ok());
            periods.push((day(d::DCAT_START), day(d::DCAT_END)));
        }
        Ok(periods)
    }
}

/// A decision on two facts; nothing where it does not say all that one does.
fn decision(said: &Said, file: FileId) -> Option<Decision> {
    let of = |verdict: Verdict| {
        let predicate = if verdict == Verdict::Same { chy::JOINS } else { chy::SEPARATES };
        let mut facts = iris(said, predicate);
        facts.sort_unstable();
        <[String; 2]>::try_from(facts).ok().map(|facts| (verdict, facts))
    };
    // One on entities has no affair, and the facts have the one that is kept.
    iris(said, chy::AFFAIR).first()?;
    let (verdict, facts) = of(Verdict::Same).or_else(|| of(Verdict::Different))?;
    let origin = Origin::point(file, 0);
    let author = Author {
        by: text(said, chy::DECIDED_BY)?,
        on: text(said, chy::DECIDED_ON).and_then(|day| Date::parse_iso(&day).ok())?,
        evidence: text(said, chy::DECIDED_BECAUSE).unwrap_or_default(),
    };
    Some(Decision { kept: None, facts: facts.map(|iri| DecidedFact { iri, origin }), verdict, author, origin })
}
