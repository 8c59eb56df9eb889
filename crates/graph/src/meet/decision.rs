//! Decisions as descriptions: a reader sees that a person decided, who, when and why.

use std::collections::HashMap;

use super::finding::Finding;
use super::reading::Group;
use super::write::{Writer, within};
use chancery_model::facts::Verdict;
use chancery_model::literal::Typed;
use chancery_model::schema::IriBuf;
use chancery_model::vocab::chy;

impl Writer<'_> {
    /// Writes the decisions on facts of an affair. A finding that one of them joins carries it too.
    pub(super) fn decisions(&mut self, group: &Group, absorbed: &HashMap<usize, (IriBuf, &Finding)>) {
        for line in &group.decided.lines {
            let decision = &self.decisions[line.decision];
            let facts = [&group.iris[line.a], &group.iris[line.b]];
            let content = decision.iris().join("\n");
            let local = within(&group.affair, &format!("{}\n{content}", decision.verdict.name()));
            let node = IriBuf { ns: self.schema.folders.decision, local };
            let class = self.schema.space.named(chy::DECISION);
            let author = &decision.author;
            let p = &self.p;
            let of = if decision.verdict == Verdict::Same { p.joins } else { p.separates };
            self.describer.one(node.as_ref(), |describe| {
                describe.iri(p.rdf_type, class.as_ref()).iri(p.affair, group.affair.as_ref());
                facts.iter().for_each(|fact| {
                    describe.iri(of, fact.as_ref());
                });
                describe.text(p.decided_by, &author.by);
                describe.typed(p.decided_on, Typed::Date, &author.on.to_string());
                if !author.evidence.is_empty() {
                    describe.text(p.decided_because, &author.evidence);
                }
            });
            let findings = [line.a, line.b].map(|at| absorbed.get(&at).map(|(iri, _)| iri));
            let joined = findings[0].filter(|_| decision.verdict == Verdict::Same && findings[0] == findings[1]);
            for carries in facts.into_iter().chain(joined) {
                self.describer.one(carries.as_ref(), |describe| {
                    describe.iri(p.decided_in, node.as_ref());
                });
            }
        }
    }
}
