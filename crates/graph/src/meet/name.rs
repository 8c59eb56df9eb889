//! How affairs, findings and disagreements are named: by the values that identify the affair, which no later source changes.

use super::gather::Gathered;
use super::reading::{Group, Identifying, Number};
use chancery_model::schema::{Iri, Kind, PredId, Schema, ValueType};
use chancery_model::vocab::std_terms as t;
use chancery_values::digest;
use chancery_values::name::slug;

/// What an affair is called.
pub(super) struct AffairName {
    /// The local part of its IRI.
    pub local: String,
    /// The values that identify it, as the text of a digest: no two affairs have the same.
    pub content: String,
}

impl AffairName {
    /// The name of the affair of a group: `membership--belarus--united-nations`. A digest follows where it cannot be read back:
    /// where a value is composed or its name is that of others, where a value is missing, and where two keys have several values.
    pub(super) fn of(gathered: &Gathered<'_>, group: &Group) -> Self {
        let (schema, kind) = (gathered.schema(), gathered.kind(group));
        let folder = kind.template.folder();
        let (mut local, mut content) = (folder.to_owned(), folder.to_owned());
        let (mut loose, mut lossy) = (0, false);
        for of_key in &group.identity {
            content.push('\n');
            content.push_str(schema.space.predicate_iri(of_key.property));
            let mut parts: Vec<(String, String)> =
                of_key.values.iter().map(|value| part(gathered, of_key, *value, &mut lossy)).collect();
            parts.sort();
            loose += usize::from(parts.len() != 1);
            lossy |= parts.is_empty();
            for (whole, name) in parts {
                content.push('\n');
                content.push_str(&whole);
                local.push_str("--");
                local.push_str(&name);
            }
        }
        if lossy || loose > 1 {
            local.push('_');
            digest::push_short(&content, &mut local);
        }
        Self { local, content }
    }

    /// The local part of the IRI of what belongs to the affair and has this content.
    pub(super) fn with(&self, content: &str) -> String {
        let readable = self.local.rsplit_once('_').map_or(self.local.as_str(), |(readable, _)| readable);
        let mut local = format!("{readable}_");
        digest::push_short(&format!("{}\n{content}", self.content), &mut local);
        local
    }
}

/// A value of an identifying key: whole, and as a part of a name.
fn part(gathered: &Gathered<'_>, of_key: &Identifying, value: Number, lossy: &mut bool) -> (String, String) {
    let schema = gathered.schema();
    let Some(iri) = gathered.value(value) else { return (String::new(), String::new()) };
    let whole = schema.space.join(iri.ns, iri.local);
    if schema.space.predicate_iri(of_key.property) == t::RDF_TYPE
        && let Some(kind) = schema.kinds().find(|kind| kind.class_iri == whole)
    {
        return (whole, kind.key.replace(' ', "-"));
    }
    if let Some(id) = schema.concept_id(&whole) {
        let code = schema.concept(id).code.clone();
        return (whole, code);
    }
    if !is_unique(schema, of_key.property, iri) || iri.local.contains("--") {
        *lossy = true;
    }
    let name = if kind_of(schema, iri).is_some() { iri.local.to_owned() } else { slug(iri.local) };
    (whole, name)
}

/// Whether the local part of an entity's IRI is that of no other which the property may have.
fn is_unique(schema: &Schema, property: PredId, iri: Iri<'_>) -> bool {
    let mut keys = schema.kinds().flat_map(|kind| &kind.keys).filter(|key| key.predicate == property);
    kind_of(schema, iri).is_some()
        && keys.all(|key| matches!(key.value, ValueType::Entity(class) if schema.branch(class).is_some()))
}

/// The kind in whose folder an IRI is.
fn kind_of<'s>(schema: &'s Schema, iri: Iri<'_>) -> Option<&'s Kind> {
    schema.kinds().find(|kind| kind.namespace == iri.ns)
}
