//! Decisions on entities as descriptions.

use super::describer::Describer;
use chancery_model::facts::{Decision, Verdict};
use chancery_model::literal::Typed;
use chancery_model::schema::IriBuf;
use chancery_model::vocab::{chy, std_terms as t};
use chancery_values::digest;

impl Describer<'_> {
    /// Describes what a person decided of two entities.
    pub fn decision(&mut self, decision: &Decision) {
        let schema = self.schema;
        let content = format!("{}\n{}", decision.iris().join("\n"), decision.verdict.name());
        let node = IriBuf { ns: schema.folders.decision, local: format!("entities_{}", digest::short(&content)) };
        let of = if decision.verdict == Verdict::Same { chy::JOINS } else { chy::SEPARATES };
        let [is, of, by, on, because] =
            [t::RDF_TYPE, of, chy::DECIDED_BY, chy::DECIDED_ON, chy::DECIDED_BECAUSE].map(|iri| self.machine(iri));
        let author = &decision.author;
        self.one(node.as_ref(), |describe| {
            describe.iri(is, schema.space.named(chy::DECISION).as_ref());
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
