//! Text in other encodings, read as UTF-8.

use std::io::{Cursor, Read};

use super::packed::Broken;

/// An encoding of the Encoding Standard.
pub type Encoding = &'static encoding_rs::Encoding;

/// The encoding that has a label in the Encoding Standard.
#[must_use]
pub fn named(label: &str) -> Option<Encoding> {
    encoding_rs::Encoding::for_label(label.as_bytes())
}

/// Reads text of another encoding as UTF-8. A byte-order mark reports more surely than what is said. Without either, or with
/// UTF-8, the bytes are given as they are, so that what is not UTF-8 can be reported where it is.
#[must_use]
pub fn decode(reader: Box<dyn Read + Send>, said: Option<Encoding>) -> Box<dyn Read + Send> {
    let encoding = said.unwrap_or(encoding_rs::UTF_8);
    let mut reader = reader;
    let mut beginning = Vec::new();
    let read = reader.by_ref().take(2).read_to_end(&mut beginning);
    if let Err(error) = read {
        // The reader of the text meets it and reports it.
        reader = Box::new(Broken(Some(error)));
    }
    let marked = matches!(beginning.as_slice(), b"\xFF\xFE" | b"\xFE\xFF");
    let reader: Box<dyn Read + Send> = Box::new(Cursor::new(beginning).chain(reader));
    if encoding == encoding_rs::UTF_8 && !marked {
        return reader;
    }
    let decoder =
        encoding_rs_io::DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(reader);
    Box::new(decoder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_encodings_become_utf_8() {
        let read = |bytes: &[u8], said| {
            let mut text = String::new();
            decode(Box::new(Cursor::new(bytes.to_vec())), said).read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(read(b"C\xF4te d'Ivoire", named("windows-1252")), "Côte d'Ivoire");
        assert_eq!(read(b"\xFF\xFEA\0", None), "A");
        assert_eq!(read("é".as_bytes(), None), "é");
        assert_eq!(named("ebcdic"), None);
    }
}
