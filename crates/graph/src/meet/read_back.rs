//! What is read back of the facts that meet, and of the things that they name.

use std::collections::{HashMap, HashSet};
use std::io;

use super::affair::Affair;
use super::gather::Gathered;
use super::reading::Group;
use crate::description::{Description, Object};
use crate::sorted::Sorted;
use crate::thing::{Thing, thing_of};
use chancery_model::facts::GraphId;
use chancery_model::schema::PredId;
use chancery_model::vocab::std_terms as t;

/// What is read back of the facts that meet, and of what they refer to.
#[derive(Default)]
pub(super) struct ReadBack {
    /// The bodies of facts.
    pub(super) facts: HashMap<Thing, Vec<u8>>,
    /// The English labels of things.
    pub(super) labels: HashMap<Thing, String>,
    /// Facts that conflict with another held one.
    pub(super) contested: HashSet<Thing>,
}

impl ReadBack {
    pub(super) fn of<'a>(
        gathered: &Gathered<'_>,
        sorted: &Sorted,
        all: impl Iterator<Item = (&'a Group, &'a Affair)>,
    ) -> io::Result<Self> {
        let schema = gathered.schema();
        let (mut facts, mut labels) = (HashMap::new(), HashMap::new());
        for (group, affair) in all {
            for at in affair.findings.iter().flat_map(|finding| &finding.tellings) {
                facts.insert(thing_of(group.iris[*at].as_ref()), Vec::new());
                let values = group.values[*at].iter().filter_map(|(_, value)| gathered.value(*value));
                labels.extend(values.map(|value| (thing_of(value), String::new())));
            }
            let values = group.values[0].iter().filter_map(|(_, value)| gathered.value(*value));
            labels.extend(values.map(|value| (thing_of(value), String::new())));
        }
        let label = schema.space.predicate(t::RDFS_LABEL);
        let mut contested = HashSet::new();
        sorted.each_unsettled(schema, |description, standing| {
            if description.graph() != GraphId::DEFAULT {
                return Ok(());
            }
            let subject = thing_of(description.subject());
            if let Some(body) = facts.get_mut(&subject) {
                description.body.clone_into(body);
                if standing.is_some_and(|standing| standing.conflicts_with_held) {
                    contested.insert(subject);
                }
            }
            if let Some(known) = labels.get_mut(&subject) {
                *known = label_of(description, label).unwrap_or_default();
            }
            Ok(())
        })?;
        Ok(Self { facts, labels, contested })
    }

    pub(super) fn fact(&self, group: &Group, at: usize) -> Description<'_> {
        let body = self.facts.get(&thing_of(group.iris[at].as_ref()));
        Description { head: &[], body: body.map_or(&[], Vec::as_slice) }
    }
}

/// The first English label of a description.
fn label_of(description: Description<'_>, label: Option<PredId>) -> Option<String> {
    description.statements().find_map(|(predicate, object)| match object {
        Object::Lang { tag: "en", text } if Some(predicate) == label => Some(text.to_owned()),
        _ => None,
    })
}
