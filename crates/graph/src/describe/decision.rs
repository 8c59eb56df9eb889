//! What a person decided as a description: a reader sees who, when and why.

use super::describer::Describer;
use chancery_model::facts::{Decision, Verdict};
use chancery_model::literal::Typed;
use chancery_model::schema::IriBuf;
use chancery_model::vocab::{chy, std_terms as t};
use chancery_values::digest;

impl Describer<'_> {
    /// Describes what a person decided of two entities.
    pub fn decision_on_entities(&mut self, decision: &Decision) {
        let content = format!("{}\n{}", decision.iris().join("\n"), decision.verdict.name());
        let local = format!("entities_{}", digest::short(&content));
        self.decision(&IriBuf { ns: self.schema.folders.decision, local }, None, decision);
    }

    /// Describes a decision under an IRI; one on facts with the affair that they are about.
    pub(crate) fn decision(&mut self, node: &IriBuf, affair: Option<&IriBuf>, decision: &Decision) {
        let schema = self.schema;
        let of = if decision.verdict == Verdict::Same { chy::JOINS } else { chy::SEPARATES };
        let [is, about, of, by, on, because] =
            [t::RDF_TYPE, chy::AFFAIR, of, chy::DECIDED_BY, chy::DECIDED_ON, chy::DECIDED_BECAUSE]
                .map(|iri| self.machine(iri));
        let author = &decision.author;
        self.one(node.as_ref(), |describe| {
            describe.iri(is, schema.space.named(chy::DECISION).as_ref());
            if let Some(affair) = affair {
                describe.iri(about, affair.as_ref());
            }
            for iri in decision.iris() {
                describe.iri(of, schema.space.named(iri).as_ref());
            }
            describe.text(by, &author.by);
            describe.typed(on, Typed::Date, &author.on.to_string());
            if !author.evidence.is_empty() {
                describe.text(because, &author.evidence);
            }
        });
    }
}
