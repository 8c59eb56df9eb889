//! RDF among the sources: opened, and put where a store finds it.

use super::elsewhere::Elsewhere;
use crate::pipeline::opened::Properties;
use crate::pipeline::source::{OpenResult, Opening, SourceFormat};
use chancery_model::diagnostic::Diagnostics;
use chancery_model::source::rdf::{RdfSource, syntax};

/// RDF, where a run takes it.
pub const RDF: SourceFormat = SourceFormat {
    reads: |opening| opening.rdf.is_some() && syntax(opening.input.format).is_some(),
    open,
    properties: Properties::WHOLE,
};

fn open(mut opening: Opening<'_>, _: &mut Diagnostics) -> OpenResult {
    let (name, syntax, unread) = (&opening.source.name, syntax(opening.input.format), opening.rdf.take());
    let (file, bytes) = opening.again()?;
    if let (Some(syntax), Some(unread)) = (syntax, unread) {
        unread.push(RdfSource::new(file, name, syntax, bytes));
    }
    Ok(Box::new(Elsewhere(file)))
}
