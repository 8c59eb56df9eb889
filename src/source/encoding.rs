//! Text in other encodings, read as UTF-8.

use std::io::{Cursor, Read};

use super::packed::Broken;

/// Reads text of another encoding as UTF-8, by the label of the encoding in the Encoding Standard. A byte-order mark
/// tells more surely than a label. Without either, or with UTF-8, the bytes are given as they are, so that what is no
/// UTF-8 can be told where it stands.
///
/// # Errors
/// The label, where no encoding has it.
pub fn decode(reader: Box<dyn Read + Send>, label: Option<&str>) -> Result<Box<dyn Read + Send>, String> {
    let encoding = match label {
        None => encoding_rs::UTF_8,
        Some(label) => encoding_rs::Encoding::for_label(label.as_bytes()).ok_or_else(|| label.to_owned())?,
    };
    let mut reader = reader;
    let mut beginning = Vec::new();
    let read = reader.by_ref().take(2).read_to_end(&mut beginning);
    if let Err(error) = read {
        // The reader of the text meets it and tells it.
        reader = Box::new(Broken(Some(error)));
    }
    let marked = matches!(beginning.as_slice(), b"\xFF\xFE" | b"\xFE\xFF");
    let reader: Box<dyn Read + Send> = Box::new(Cursor::new(beginning).chain(reader));
    if encoding == encoding_rs::UTF_8 && !marked {
        return Ok(reader);
    }
    let decoder =
        encoding_rs_io::DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(reader);
    Ok(Box::new(decoder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_encodings_become_utf_8() {
        let read = |bytes: &[u8], label| {
            let mut text = String::new();
            decode(Box::new(Cursor::new(bytes.to_vec())), label).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        assert_eq!(read(b"C\xF4te d'Ivoire", Some("windows-1252")), "Côte d'Ivoire");
        assert_eq!(read(b"\xFF\xFEA\0", None), "A");
        assert_eq!(read("é".as_bytes(), None), "é");
        assert!(decode(Box::new(Cursor::new(Vec::new())), Some("ebcdic")).is_err());
    }
}
