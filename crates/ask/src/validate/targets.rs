//! Which nodes are compared with which shapes (SHACL, section 2.1.3), and all of them held.

use std::collections::{HashMap, HashSet};

use super::data::{Data, TermId};
use super::engine::{Engine, Known};
use super::shapes::Shapes;
use super::violation::{Held, Violation};
use chancery_model::schema::shape::ShapeId;

/// Checks all nodes of the data against the shapes that target them. `each` is given every violation, in the order of the
/// nodes. `known` reports classes of nodes in addition to the data. Shapes may target what the data does not name.
pub fn violations(data: &mut Data, shapes: &Shapes, known: Known<'_>, each: &mut dyn FnMut(Violation)) -> Held {
    let mut of_node: HashMap<TermId, Vec<ShapeId>> = HashMap::new();
    let mut named = Vec::new();
    for (term, shape) in &shapes.of_node {
        let node = data.mention(term);
        of_node.entry(node).or_default().push(*shape);
        named.push(node);
    }
    let data: &Data = data;
    let engine = Engine::new(data, shapes, known);
    let mut of_class: HashMap<String, Vec<ShapeId>> = HashMap::new();
    let property = |(iri, ids): (&String, &Vec<ShapeId>)| data.iri_id(iri).map(|id| (id, ids.clone()));
    let of_subjects: HashMap<TermId, Vec<ShapeId>> = shapes.of_subjects.iter().filter_map(property).collect();
    let of_objects: HashMap<TermId, Vec<ShapeId>> = shapes.of_objects.iter().filter_map(property).collect();
    let mut held = Held::default();
    let mut targeting: HashSet<ShapeId> = HashSet::new();
    for node in nodes(data, &of_objects, named) {
        let mut ids: Vec<ShapeId> = Vec::new();
        for class in data.classes(node) {
            if !of_class.contains_key(class) {
                let above = engine.above(class);
                let found = above.iter().filter_map(|class| shapes.of_class.get(class)).flatten().copied();
                of_class.insert(class.to_owned(), found.collect());
            }
            ids.extend(of_class.get(class).into_iter().flatten());
        }
        for (predicate, _) in data.about(node) {
            ids.extend(of_subjects.get(predicate).into_iter().flatten());
        }
        if !of_objects.is_empty() {
            for (predicate, _) in data.inverse(node) {
                ids.extend(of_objects.get(predicate).into_iter().flatten());
            }
        }
        ids.extend(of_node.get(&node).into_iter().flatten());
        ids.retain(|id| shapes.shapes.get(*id).is_some_and(|shape| !shape.deactivated));
        ids.sort_unstable();
        ids.dedup();
        held.nodes += usize::from(!ids.is_empty());
        targeting.extend(&ids);
        ids.into_iter().flat_map(|id| engine.violations(id, node)).for_each(&mut *each);
    }
    held.shapes = targeting.len();
    held.too_deep = engine.too_deep();
    held
}

/// The nodes that shapes may target: all of which something is said, the objects of some properties, and those that are
/// named, each once.
fn nodes(data: &Data, of_objects: &HashMap<TermId, Vec<ShapeId>>, named: Vec<TermId>) -> Vec<TermId> {
    let mut nodes: Vec<TermId> = data.subjects().to_vec();
    if of_objects.is_empty() && named.is_empty() {
        return nodes;
    }
    let mut seen: HashSet<TermId> = nodes.iter().copied().collect();
    if !of_objects.is_empty() {
        for subject in data.subjects() {
            for (predicate, object) in data.about(*subject) {
                if of_objects.contains_key(predicate) && seen.insert(*object) {
                    nodes.push(*object);
                }
            }
        }
    }
    nodes.extend(named.into_iter().filter(|node| seen.insert(*node)));
    nodes
}
