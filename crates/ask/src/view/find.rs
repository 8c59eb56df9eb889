//! Which thing of the graph a person means: by IRI, by prefixed name, by a name of the registry, by Wikidata's item, or by
//! its label.

use oxigraph::model::{NamedNode, Term};

use crate::query::{Ask, AskError};
use chancery_model::diagnostic::{Code, Diagnostic};
use chancery_model::origin::Origin;
use chancery_model::registry::{Found, Registry};
use chancery_model::schema::Schema;
use chancery_model::vocab::{chy, dataset_terms::WIKIDATA_ENTITY, std_terms as t};
use chancery_values::name::{nearest, normalise};
use chancery_values::time::Bounds;

/// How many candidates a diagnostic names.
const SHOWN: usize = 8;

/// The IRI of the thing that `text` means in this graph. `when` decides between things with the same name; `origin` is
/// the place of the text.
///
/// # Errors
/// The inner one: `unknown-thing`, with the nearest label, or `ambiguous-name`, with the candidates. The outer one: when
/// the facts cannot be read.
pub fn find(
    schema: &Schema,
    registry: &Registry,
    store: &dyn Ask,
    text: &str,
    when: Option<&Bounds>,
    origin: Origin,
) -> Result<Result<String, Diagnostic>, AskError> {
    let text = text.trim();
    let bare = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
    // An IRI, a prefixed name, or the id with its folder as diagnostics write it.
    let written = [Some(bare.to_owned()), schema.space.long(bare), Some(format!("{}{bare}", schema.base))];
    for iri in written.into_iter().flatten() {
        if NamedNode::new(&iri).is_ok() && !store.about(&iri)?.is_empty() {
            return Ok(Ok(iri));
        }
    }
    let mut known = None;
    if let Some(class) = schema.class_id(chy::ENTITY) {
        match registry.find(schema, bare, class, when) {
            Found::One(id) => {
                let entity = registry.entity(id);
                let iri = schema.space.join(schema.kind(entity.kind).namespace, &entity.id);
                if !store.about(&iri)?.is_empty() {
                    return Ok(Ok(iri));
                }
                known = Some(registry.shown(schema, id));
            }
            Found::Several(bearers) => {
                let shown: Vec<String> = bearers.iter().take(SHOWN).map(|id| registry.shown(schema, *id)).collect();
                let message = format!("`{text}` is the name of several: {}", shown.join(", "));
                let ids: Vec<String> =
                    bearers.iter().take(SHOWN).map(|id| format!("`{}`", registry.written(schema, *id))).collect();
                let diagnostic = Diagnostic::error(Code::AmbiguousName, message).at(origin).label("which one?");
                return Ok(Err(diagnostic
                    .help("give a day with `--on`")
                    .help(format!("or write one of {}", ids.join(", ")))));
            }
            Found::OtherClass(_) | Found::None => {}
        }
    }
    if bare.starts_with('Q') && bare[1..].bytes().all(|b| b.is_ascii_digit()) {
        let item: Term = NamedNode::new_unchecked(format!("{WIKIDATA_ENTITY}{bare}")).into();
        if let [(iri, _), ..] = store.with(Some(t::OWL_SAME_AS), &item)?.as_slice() {
            return Ok(Ok(iri.clone()));
        }
        // What the registry does not know keeps Wikidata's IRI.
        let own = format!("{WIKIDATA_ENTITY}{bare}");
        if !store.about(&own)?.is_empty() {
            return Ok(Ok(own));
        }
    }
    by_label(store, text, known, origin)
}

fn by_label(
    store: &dyn Ask,
    text: &str,
    known: Option<String>,
    origin: Origin,
) -> Result<Result<String, Diagnostic>, AskError> {
    let wanted = normalise(text);
    let labels = store.pairs(t::RDFS_LABEL)?;
    let labels: Vec<(&str, &str)> = labels
        .iter()
        .filter_map(|(subject, label)| match label {
            Term::Literal(label) => Some((subject.as_str(), label.value())),
            _ => None,
        })
        .collect();
    let mut bearers: Vec<&str> =
        labels.iter().filter(|(_, label)| normalise(label) == wanted).map(|(subject, _)| *subject).collect();
    bearers.dedup();
    let diagnostic = match bearers.as_slice() {
        [one] if !wanted.is_empty() => return Ok(Ok((*one).to_owned())),
        [_, ..] if !wanted.is_empty() => {
            let shown: Vec<String> = bearers.iter().take(SHOWN).map(|iri| format!("<{iri}>")).collect();
            Diagnostic::error(Code::AmbiguousName, format!("`{text}` is the label of several: {}", shown.join(", ")))
                .label("which one?")
                .help("give the IRI of the one that you mean")
        }
        _ => {
            let mut diagnostic = match known {
                Some(known) => {
                    Diagnostic::error(Code::UnknownThing, format!("no fact of these sources is about {known}"))
                        .label("in the registry alone")
                }
                None => Diagnostic::error(Code::UnknownThing, format!("nothing in these sources is called `{text}`"))
                    .label("not an IRI and not a name in these sources"),
            };
            if let Some(near) = nearest(text, labels.iter().map(|(_, label)| *label)) {
                diagnostic = diagnostic.help(format!("did you mean `{near}`?"));
            }
            diagnostic.help(
                "name a thing by its IRI, with or without prefix, by its name, code or Wikidata item, or by its label",
            )
        }
    };
    Ok(Err(diagnostic.at(origin)))
}
