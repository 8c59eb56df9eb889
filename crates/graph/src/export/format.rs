//! The formats by name: the one list that everything else is matched against.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

/// A format that facts can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// RDF 1.1 Turtle.
    Turtle,
    /// RDF 1.1 TriG.
    TriG,
    /// RDF 1.1 N-Triples, in its canonical form.
    NTriples,
    /// RDF 1.1 N-Quads.
    NQuads,
    /// JSON-LD 1.1.
    JsonLd,
    /// RDF 1.1 XML Syntax.
    RdfXml,
    /// Canonical N-Quads by RDFC-1.0.
    CanonicalNQuads,
}

impl Format {
    /// Every format, in the order in which a list shows them.
    pub const ALL: [Self; 7] =
        [Self::Turtle, Self::TriG, Self::NTriples, Self::NQuads, Self::JsonLd, Self::RdfXml, Self::CanonicalNQuads];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Turtle => "turtle",
            Self::TriG => "trig",
            Self::NTriples => "n-triples",
            Self::NQuads => "n-quads",
            Self::JsonLd => "json-ld",
            Self::RdfXml => "rdf-xml",
            Self::CanonicalNQuads => "canonical",
        }
    }

    /// Other names for it, in addition to its name and its extensions.
    #[must_use]
    pub const fn aliases(self) -> &'static [&'static str] {
        match self {
            Self::Turtle | Self::TriG | Self::JsonLd => &[],
            Self::NTriples => &["ntriples"],
            Self::NQuads => &["nquads"],
            Self::RdfXml => &["rdfxml"],
            Self::CanonicalNQuads => &["rdfc", "rdfc-1.0"],
        }
    }

    /// The extensions of its files, the usual one first; no two formats share one.
    #[must_use]
    pub const fn extensions(self) -> &'static [&'static str] {
        match self {
            Self::Turtle => &["ttl"],
            Self::TriG => &["trig"],
            Self::NTriples => &["nt"],
            Self::NQuads => &["nq"],
            Self::JsonLd => &["jsonld", "json"],
            Self::RdfXml => &["rdf", "owl", "xml"],
            Self::CanonicalNQuads => &["c14n.nq", "c14n"],
        }
    }

    /// The media type, as a server names it.
    #[must_use]
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle",
            Self::TriG => "application/trig",
            Self::NTriples => "application/n-triples",
            Self::NQuads | Self::CanonicalNQuads => "application/n-quads",
            Self::JsonLd => "application/ld+json",
            Self::RdfXml => "application/rdf+xml",
        }
    }

    /// A line of help.
    #[must_use]
    pub const fn description(self) -> &'static str {
        match self {
            Self::Turtle => "for reading: one block a subject, with prefixes",
            Self::TriG => "Turtle with a graph for each document",
            Self::NTriples => "one triple a line, for loading and comparing",
            Self::NQuads => "N-Triples with a graph for each document",
            Self::JsonLd => "JSON-LD 1.1 with its own context",
            Self::RdfXml => "for tools that read nothing else; no graphs, no control characters",
            Self::CanonicalNQuads => "RDFC-1.0, for digests and signatures; held in memory whole",
        }
    }

    /// Whether it can keep the documents' graphs apart.
    #[must_use]
    pub const fn has_graphs(self) -> bool {
        match self {
            Self::TriG | Self::NQuads | Self::JsonLd | Self::CanonicalNQuads => true,
            Self::Turtle | Self::NTriples | Self::RdfXml => false,
        }
    }

    /// Whether it has triple terms in RDF 1.2. Of JSON-LD and RDFC there is no such version yet; the library that writes
    /// RDF/XML has none.
    #[must_use]
    pub const fn has_triple_terms(self) -> bool {
        match self {
            Self::Turtle | Self::TriG | Self::NTriples | Self::NQuads => true,
            Self::JsonLd | Self::RdfXml | Self::CanonicalNQuads => false,
        }
    }

    /// The specification that an export follows: the one of RDF 1.2 where it has triple terms.
    #[must_use]
    pub const fn specification(self, triple_terms: bool) -> &'static str {
        match (self, triple_terms) {
            (Self::Turtle, false) => "https://www.w3.org/TR/turtle/",
            (Self::Turtle, true) => "https://www.w3.org/TR/rdf12-turtle/",
            (Self::TriG, false) => "https://www.w3.org/TR/trig/",
            (Self::TriG, true) => "https://www.w3.org/TR/rdf12-trig/",
            (Self::NTriples, false) => "https://www.w3.org/TR/n-triples/",
            (Self::NTriples, true) => "https://www.w3.org/TR/rdf12-n-triples/",
            (Self::NQuads, false) => "https://www.w3.org/TR/n-quads/",
            (Self::NQuads, true) => "https://www.w3.org/TR/rdf12-n-quads/",
            (Self::JsonLd, _) => "https://www.w3.org/TR/json-ld11/",
            (Self::RdfXml, _) => "https://www.w3.org/TR/rdf-syntax-grammar/",
            (Self::CanonicalNQuads, _) => "https://www.w3.org/TR/rdf-canon/",
        }
    }

    /// The format of a file of this name, if its extension is one of a format.
    #[must_use]
    pub fn from_path(path: &Path) -> Option<Self> {
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let ending = |extension: &&str| name.strip_suffix(extension).is_some_and(|stem| stem.ends_with('.'));
        let found = Self::ALL.into_iter().filter_map(|format| {
            let longest = format.extensions().iter().filter(|e| ending(e)).map(|e| e.len()).max()?;
            Some((longest, format))
        });
        // `x.c14n.nq` ends in two extensions; the longer one says more.
        found.max_by_key(|&(length, _)| length).map(|(_, format)| format)
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A format's name, alias or extension, without regard to case; a full stop before an extension does not matter.
impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let name = text.strip_prefix('.').unwrap_or(text).to_ascii_lowercase();
        let called = |format: &Self| {
            format.name() == name
                || format.aliases().contains(&name.as_str())
                || format.extensions().contains(&name.as_str())
        };
        Self::ALL.into_iter().find(called).ok_or_else(|| UnknownFormat(text.to_owned()))
    }
}

/// No format is called so; holds the text as it was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownFormat(pub String);

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no format is called `{}`; there are", self.0)?;
        for (index, format) in Format::ALL.into_iter().enumerate() {
            write!(f, "{} `{format}`", if index == 0 { "" } else { "," })?;
        }
        Ok(())
    }
}

impl std::error::Error for UnknownFormat {}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_format_is_found_by_name_alias_and_extension() {
        for format in Format::ALL {
            let mut names = vec![format.name()];
            names.extend(format.aliases());
            names.extend(format.extensions());
            for name in names {
                assert_eq!(name.parse(), Ok(format));
                assert_eq!(name.to_uppercase().parse(), Ok(format));
            }
        }
        assert_eq!(".ttl".parse(), Ok(Format::Turtle));
        let error = "yaml".parse::<Format>().unwrap_err().to_string();
        assert!(error.starts_with("no format is called `yaml`; there are `turtle`, `trig`"), "{error}");
    }

    #[test]
    fn no_two_formats_share_a_name() {
        let mut seen = BTreeSet::new();
        for format in Format::ALL {
            for name in [format.name()].iter().chain(format.aliases()).chain(format.extensions()) {
                // A format's own name may be its extension too (`trig`), another format's never.
                assert!(seen.insert((*name, format)) || format.name() == *name);
                assert!(Format::ALL.into_iter().all(|other| other == format || !seen.contains(&(*name, other))));
            }
        }
    }

    #[test]
    fn a_path_is_read_by_its_longest_extension() {
        for (path, format) in [
            ("out/x.ttl", Some(Format::Turtle)),
            ("x.NQ", Some(Format::NQuads)),
            ("x.c14n.nq", Some(Format::CanonicalNQuads)),
            ("x.jsonld", Some(Format::JsonLd)),
            ("x.json", Some(Format::JsonLd)),
            ("x.xml", Some(Format::RdfXml)),
            ("ttl", None),
            ("x", None),
            ("x.ttl.gz", None),
        ] {
            assert_eq!(Format::from_path(Path::new(path)), format, "{path}");
        }
    }
}
