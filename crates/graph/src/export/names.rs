//! Namespaces, predicates and datatypes spelled out once, so that a statement costs no look-up of text; and objects, as
//! the Turtle family writes them.

use std::io;

use super::terms::{
    canonical_text, check_iri_bytes, check_iri_part, check_language, invalid, local_name, readable_text, scheme,
    stands_bare,
};
use super::used::{Used, prefix_of};
use crate::{Raw, raw};
use chancery_model::literal::Typed;
use chancery_model::schema::{NsId, PredId, Schema};
use chancery_model::vocab::std_terms as t;

/// The spellings of the Turtle family.
pub(super) struct Names {
    namespaces: Vec<Namespace>,
    predicates: Vec<Spelled>,
    datatypes: [Spelled; Typed::ALL.len()],
    /// For reading: prefixes, numbers without quotes, no escapes but those that must be.
    short: bool,
}

struct Namespace {
    /// `<https://example.org/`
    open: Vec<u8>,
    /// `ex:`, where the format has prefixes and the namespace one of its own.
    prefix: Option<Vec<u8>>,
}

/// An IRI of the schema: `ex:p` or `a` where the format has prefixes, else `<https://example.org/p>`.
#[derive(Default)]
struct Spelled(Vec<u8>);

/// The text that bytes of a description are.
fn text(bytes: &[u8]) -> io::Result<&str> {
    std::str::from_utf8(bytes).map_err(|error| invalid(error.to_string()))
}

impl Names {
    /// Spells everything with whole IRIs.
    pub fn full(schema: &Schema) -> io::Result<Self> {
        Self::spelled(schema, false)
    }

    /// Spells what it can with prefixes, and `rdf:type` as `a`.
    pub fn short(schema: &Schema) -> io::Result<Self> {
        Self::spelled(schema, true)
    }

    fn spelled(schema: &Schema, short: bool) -> io::Result<Self> {
        let mut namespaces = Vec::with_capacity(schema.space.namespaces().len());
        for (index, namespace) in schema.space.namespaces().enumerate() {
            check_iri_part(&namespace.iri)?;
            scheme(&namespace.iri)?;
            let prefix = if short { prefix_of(schema, index) } else { None };
            namespaces.push(Namespace {
                open: format!("<{}", namespace.iri).into_bytes(),
                prefix: prefix.map(|prefix| format!("{prefix}:").into_bytes()),
            });
        }
        let mut names = Self { namespaces, predicates: Vec::new(), datatypes: Default::default(), short };
        for predicate in schema.space.predicates() {
            let spelled = if short && predicate == t::RDF_TYPE {
                Spelled(b"a".to_vec())
            } else {
                names.spell(schema, predicate)?
            };
            names.predicates.push(spelled);
        }
        for datatype in Typed::ALL {
            names.datatypes[datatype as usize] = names.spell(schema, datatype.iri())?;
        }
        Ok(names)
    }

    fn spell(&self, schema: &Schema, iri: &str) -> io::Result<Spelled> {
        let mut out = Vec::new();
        self.whole(&mut out, schema, iri)?;
        Ok(Spelled(out))
    }

    /// Writes an IRI that is not split yet.
    pub fn whole(&self, out: &mut Vec<u8>, schema: &Schema, iri: &str) -> io::Result<()> {
        let (ns, local) = schema.space.split(iri);
        self.iri(out, ns, local.as_bytes())
    }

    /// Writes an IRI; its local name is UTF-8.
    #[inline]
    pub fn iri(&self, out: &mut Vec<u8>, ns: NsId, local: &[u8]) -> io::Result<()> {
        let start = out.len();
        if let Some(namespace) = self.namespaces.get(usize::from(ns.0)) {
            if let Some(prefix) = &namespace.prefix {
                out.extend_from_slice(prefix);
                if local_name(out, local) {
                    return Ok(());
                }
                out.truncate(start);
            }
            out.extend_from_slice(&namespace.open);
        } else {
            scheme(text(local)?)?;
            out.push(b'<');
        }
        check_iri_bytes(local)?;
        out.extend_from_slice(local);
        out.push(b'>');
        Ok(())
    }

    /// A predicate's spelling.
    #[inline]
    pub fn predicate(&self, id: PredId) -> io::Result<&[u8]> {
        match self.predicates.get(usize::from(id.0)) {
            Some(spelled) => Ok(&spelled.0),
            None => Err(invalid(format!("the schema has no predicate number {}", id.0))),
        }
    }

    /// A datatype's spelling.
    pub fn datatype(&self, datatype: Typed) -> &[u8] {
        &self.datatypes[datatype as usize].0
    }

    /// Writes what a statement says of its subject.
    #[inline]
    pub fn object(&self, out: &mut Vec<u8>, object: Raw<'_>) -> io::Result<()> {
        match object {
            Raw::Iri(ns, local) => self.iri(out, ns, local)?,
            Raw::Text(text) => self.quoted(out, text),
            Raw::Lang { tag, text: words } => {
                check_language(text(tag)?)?;
                self.quoted(out, words);
                out.push(b'@');
                out.extend_from_slice(tag);
            }
            Raw::Typed(datatype, value) if self.short && stands_bare(datatype, text(value)?) => {
                out.extend_from_slice(value);
            }
            Raw::Typed(datatype, value) => {
                self.quoted(out, value);
                out.extend_from_slice(b"^^");
                out.extend_from_slice(self.datatype(datatype));
            }
            // RDF 1.2 Turtle and N-Triples, rule `tripleTerm`.
            Raw::Triple { subject: (ns, local), statement } => {
                let (predicate, object) = raw(statement);
                out.extend_from_slice(b"<<( ");
                self.iri(out, ns, local)?;
                out.push(b' ');
                out.extend_from_slice(self.predicate(predicate)?);
                out.push(b' ');
                self.object(out, object)?;
                out.extend_from_slice(b" )>>");
            }
            Raw::Claimed(_) => {}
        }
        Ok(())
    }

    #[inline]
    fn quoted(&self, out: &mut Vec<u8>, text: &[u8]) {
        out.push(b'"');
        if self.short {
            readable_text(out, text)
        } else {
            canonical_text(out, text)
        }
        out.push(b'"');
    }

    /// Writes a `@prefix` line for each namespace in use, sorted by prefix.
    pub fn prefixes(&self, out: &mut Vec<u8>, used: &Used) {
        let mut lines: Vec<(&[u8], &[u8])> = Vec::new();
        for (index, namespace) in self.namespaces.iter().enumerate() {
            if let (Some(prefix), true) = (&namespace.prefix, used.namespace(index)) {
                lines.push((prefix, &namespace.open));
            }
        }
        // By the prefix alone: the colon must not put `state-system` before `state`.
        lines.sort_unstable_by_key(|(prefix, _)| &prefix[..prefix.len() - 1]);
        for (prefix, open) in &lines {
            for part in [b"@prefix ", *prefix, b" ", *open, b"> .\n"] {
                out.extend_from_slice(part);
            }
        }
    }
}
