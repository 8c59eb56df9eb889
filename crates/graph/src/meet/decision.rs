//! Decisions on the facts of an affair, and what they lead to.

use std::collections::HashMap;

use super::finding::Finding;
use super::reading::Group;
use super::write::{Writer, within};
use chancery_model::facts::Verdict;
use chancery_model::schema::IriBuf;

impl Writer<'_> {
    /// Writes the decisions on facts of an affair. A finding that one of them joins carries it too.
    pub(super) fn decisions(&mut self, group: &Group, absorbed: &HashMap<usize, (IriBuf, &Finding)>) {
        for line in &group.decided.lines {
            let decision = &self.decisions[line.decision];
            let facts = [&group.iris[line.a], &group.iris[line.b]];
            let content = decision.iris().join("\n");
            let local = within(&group.affair, &format!("{}\n{content}", decision.verdict.name()));
            let node = IriBuf { ns: self.schema.folders.decision, local };
            self.describer.decision(&node, Some(&group.affair), decision);
            let p = &self.p;
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
