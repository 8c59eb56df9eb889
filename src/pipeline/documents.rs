//! The documents of files: what their records say, or what the names of the files show.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::opened::{FileParts, Opened};
use chancery_model::diagnostic::{Code, Diagnostic, Diagnostics};
use chancery_model::facts::{Document, GraphId, Local, Mapper, SentenceTable};
use chancery_model::origin::{Files, Origin};
use chancery_model::registry::Registry;
use chancery_model::schema::Schema;
use chancery_model::source::file;
use chancery_values::name::{counted, is_slug, slug};

/// The documents of all files, in their order.
pub(super) fn documents(
    opened: &[Opened],
    all: &[FileParts<'_>],
    outside: bool,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Vec<Document> {
    opened.iter().zip(all).map(|(source, file)| document(source, file, outside, files, diagnostics)).collect()
}

/// The document of a file: what its record says, or what its name reports.
fn document(
    source: &Opened,
    parts: &FileParts<'_>,
    outside: bool,
    files: &Files,
    diagnostics: &mut Diagnostics,
) -> Document {
    let path = Path::new(&source.name);
    let mut stem = path.file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
    if let Some(bare) = source.properties.inner_endings.iter().find_map(|ending| stem.strip_suffix(ending)) {
        stem = bare.to_owned();
    }
    let text = |key: &str| {
        let node = parts.parts.document.and_then(|record| record.get(key))?;
        node.text().map(|text| (text.trim().to_owned(), node.origin(parts.file)))
    };
    let mut id = text("id").map(|(id, _)| id).unwrap_or_default();
    if let Some((given, origin)) = text("id")
        && !is_slug(&given)
    {
        diagnostics.push(
            Diagnostic::error(Code::MalformedId, format!("`{given}` cannot be part of an IRI"))
                .at(origin)
                .label("not an id")
                .help(format!("an id is made of lower-case letters, digits and single hyphens: `{}`", slug(&given))),
        );
        id = String::new();
    }
    if id.is_empty() {
        id = slug(&stem);
    }
    if id.is_empty() {
        "document".clone_into(&mut id);
    }
    // A file's name is not a name of a document of which other files may be too.
    let unnamed = if text("id").is_some() { &id } else { &stem };
    let label = text("title").or_else(|| text("name")).map_or_else(|| unnamed.clone(), |(title, _)| title);
    let sentences = text("sentences").and_then(|(name, origin)| match sentence_table(path, &name, outside) {
        Ok((table, bytes)) => {
            let table_file = files.add_text(&table.to_string_lossy(), bytes.clone());
            let text = std::str::from_utf8(&bytes).unwrap_or_default();
            Some(SentenceTable::read(text, table_file, diagnostics))
        }
        Err(diagnostic) => {
            diagnostics.push(diagnostic.at(origin).label("this file is needed"));
            None
        }
    });
    Document {
        id,
        label,
        graph: GraphId::DEFAULT,
        record: parts.parts.document.map(|record| record.clone().into_owned()),
        file: parts.file,
        extract_digest: text("extract digest").map(|(digest, _)| digest),
        sentences,
        day: parts.parts.document.and_then(Document::day_in),
        scopes: Vec::new(),
        gaps: Vec::new(),
        made_from: source.properties.made_from.iter().map(|id| (*id).to_owned()).collect(),
    }
}

/// What documents cover and what they are made from, as their records say. Of a document that has several files, each says it.
pub(super) fn coverage(
    schema: &Schema,
    registry: &Registry,
    documents: &mut [Document],
    diagnostics: &mut Diagnostics,
) {
    let nothing = Local::default();
    for document in documents.iter_mut() {
        let Some(record) = document.record.clone() else { continue };
        let mut mapper = Mapper::new(schema, registry, document, document.file, &nothing);
        let scopes = mapper.scopes(&record);
        diagnostics.merge(std::mem::take(&mut mapper.diagnostics));
        // What is wrong with these is reported where the document is described.
        let made_from = mapper.made_from(&record);
        document.scopes = scopes;
        document.made_from.extend(made_from);
    }
    let circular =
        documents.iter().filter(|document| Document::lineage(documents, &document.made_from).contains(&document.id));
    for document in circular {
        let record = document.record.as_ref();
        let node = record.map(|record| record.get("derived from").unwrap_or(record));
        diagnostics.push(
            Diagnostic::error(Code::DerivationCycle, format!("the document `{}` is made from itself", document.id))
                .at(node.map_or(Origin::point(document.file, 0), |node| node.origin(document.file)))
                .label("this leads back to it")
                .help("name in `derived from` only documents that were there before"),
        );
    }
}

/// The table of sentences that a facts file names: its path, and its bytes, which are a table in UTF-8. Nothing of any
/// other file is read further than to see that, and nothing of it is shown: the facts file may be a stranger's.
fn sentence_table(facts: &Path, name: &str, outside: bool) -> Result<(PathBuf, Vec<u8>), Diagnostic> {
    let folder = facts.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let table = if folder == Path::new(".") { PathBuf::from(name) } else { folder.join(name) };
    let wrong = |message: String| Diagnostic::error(Code::NoSentenceTable, message);
    let shown = table.display();
    let taken = "the path is relative to the folder of the facts file";
    let real = std::fs::canonicalize(&table)
        .map_err(|error| wrong(format!("`{shown}` cannot be read: {error}")).help(taken))?;
    let within = std::fs::canonicalize(folder).is_ok_and(|folder| real.starts_with(folder));
    if !within && !outside {
        return Err(wrong(format!("`{shown}` is outside the folder of the facts file"))
            .help("put the table in the folder of the facts file; or allow files elsewhere: `--allow-outside`"));
    }
    let bytes = file::bytes(&table).map_err(|mut diagnostic| {
        diagnostic.code = Code::NoSentenceTable;
        diagnostic.help(taken)
    })?;
    match std::str::from_utf8(&bytes) {
        Ok(text) if SentenceTable::has_header(text) => Ok((table, bytes)),
        _ => Err(Diagnostic::error(Code::BrokenSentenceTable, format!("`{shown}` is not a table of sentences"))
            .help("its first line has the columns, separated by tabs: number, section, start, end and digest")
            .help("`chancery cite ARTICLE` makes such a table")),
    }
}

/// How many documents have a graph of their own. Two numbers are left: for the description of the export itself, and
/// for what is derived.
const MOST_GRAPHS: u16 = u16::MAX - 2;

/// Numbers the graphs by the documents' ids, so that the order of files makes no difference.
pub(super) fn number_graphs(schema: &Schema, documents: &mut [Document], diagnostics: &mut Diagnostics) -> Vec<String> {
    let Some(kind) = schema.document_kind().map(|id| schema.kind(id)) else { return Vec::new() };
    let mut ids: BTreeMap<String, GraphId> = documents.iter().map(|d| (d.id.clone(), GraphId::DEFAULT)).collect();
    for (number, graph) in (1..=MOST_GRAPHS).zip(ids.values_mut()) {
        *graph = GraphId(number);
    }
    if ids.len() > usize::from(MOST_GRAPHS) {
        let beyond = ids.len() - usize::from(MOST_GRAPHS);
        diagnostics.push(
            Diagnostic::warning(
                Code::TooManyDocuments,
                format!(
                    "{} without a graph: of {} documents, only {MOST_GRAPHS} have a graph of their own",
                    counted(beyond, "document"),
                    ids.len()
                ),
            )
            .help("their claims are in the default graph, together with the facts; read the sources in several parts"),
        );
    }
    for document in documents {
        document.graph = ids[&document.id];
    }
    ids.keys().take(usize::from(MOST_GRAPHS)).map(|id| schema.space.join(kind.namespace, id)).collect()
}

#[cfg(test)]
mod tests {
    use chancery_model::origin::FileId;

    use super::*;
    use crate::pipeline::{Options, load_schema};

    #[test]
    fn there_are_graphs_for_so_many_documents() {
        let loaded = load_schema(&Options::default(), &Files::new(), &mut Diagnostics::new()).unwrap();
        let document = |number: usize| Document {
            id: format!("d{number:06}"),
            label: String::new(),
            graph: GraphId::DEFAULT,
            record: None,
            file: FileId(0),
            extract_digest: None,
            sentences: None,
            day: None,
            scopes: Vec::new(),
            gaps: Vec::new(),
            made_from: Vec::new(),
        };
        for (count, beyond) in [(2, 0), (65_533, 0), (65_535, 2)] {
            let mut documents: Vec<Document> = (0..count).map(document).collect();
            let mut told = Diagnostics::new();
            let graphs = number_graphs(&loaded.schema, &mut documents, &mut told);
            assert_eq!(graphs.len(), count - beyond);
            let codes: Vec<&str> = told.sorted().iter().map(|one| one.code.as_str()).collect();
            assert_eq!(codes, if beyond > 0 { vec!["too-many-documents"] } else { vec![] }, "{count}");
            let without = documents.iter().filter(|document| document.graph == GraphId::DEFAULT).count();
            assert_eq!(without, beyond);
            assert_eq!(documents[1].graph, GraphId(2));
        }
    }
}
