//! Numbers and texts as bytes that are read without parsing: what the build script makes of the files that are compiled in
//! (`build/`). The build script includes this file, so that both sides have one form.
//!
//! A number is written in groups of seven bits, the lowest first, each but the last with its highest bit set (LEB128); a
//! text is its length in bytes and its bytes, UTF-8.

/// Writes the form.
#[derive(Debug, Default)]
pub struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    /// Adds a number.
    pub fn number(&mut self, number: u64) {
        let mut rest = number;
        while rest > 0x7F {
            // Seven bits and the mark that more follow.
            self.bytes.push((rest & 0x7F) as u8 | 0x80);
            rest >>= 7;
        }
        self.bytes.push(rest as u8);
    }

    /// Adds a count or a place in a table.
    pub fn count(&mut self, count: usize) {
        self.number(count as u64);
    }

    /// Adds a text.
    pub fn text(&mut self, text: &str) {
        self.count(text.len());
        self.bytes.extend_from_slice(text.as_bytes());
    }

    /// What was written.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }
}

/// How many slots a table has for each of its entries, at least: few texts then meet at one.
const SLOTS_AN_ENTRY: usize = 2;

/// A table by texts: its slots, and behind them the entries. A slot is the place of its entry among these, one more, in four
/// bytes; or nothing. Takes each text once, with what else its entry holds.
#[must_use]
pub fn table(entries: &[(String, Writer)]) -> Vec<u8> {
    let slots = (entries.len() * SLOTS_AN_ENTRY).next_power_of_two();
    let mut places = vec![0_u32; slots];
    let mut written = Writer::default();
    for (text, entry) in entries {
        let mut slot = slot(text, slots);
        while places[slot] != 0 {
            slot = (slot + 1) % slots;
        }
        places[slot] = written.bytes.len() as u32 + 1;
        written.text(text);
        written.bytes.extend_from_slice(&entry.bytes);
    }
    let head = std::iter::once(slots as u32).chain(places).flat_map(u32::to_le_bytes);
    head.chain(written.bytes).collect()
}

/// The slot at which a text is looked for first (FNV-1a). Tables are of texts that are compiled in, so nobody chooses them.
fn slot(text: &str, slots: usize) -> usize {
    let hash = text.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    (hash ^ (hash >> 32)) as usize & (slots - 1)
}

/// Reads a table.
#[derive(Debug, Clone, Copy)]
pub struct Table<'a> {
    slots: &'a [[u8; 4]],
    entries: &'a [u8],
}

impl<'a> Table<'a> {
    /// A table that [`table`] made; nothing where the bytes are not that.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Option<Self> {
        let (slots, rest) = bytes.split_first_chunk()?;
        let slots = usize::try_from(u32::from_le_bytes(*slots)).ok().filter(|slots| slots.is_power_of_two())?;
        let (slots, entries) = rest.split_at_checked(slots.checked_mul(4)?)?;
        Some(Self { slots: slots.as_chunks().0, entries })
    }

    /// What the entry of a text holds beside it.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Reader<'a>> {
        let mut slot = slot(text, self.slots.len());
        for _ in self.slots {
            let place = u32::from_le_bytes(*self.slots.get(slot)?).checked_sub(1)?;
            let mut reader = Reader::new(self.entries.get(usize::try_from(place).ok()?..)?);
            if reader.text()? == text {
                return Some(reader);
            }
            slot = (slot + 1) % self.slots.len();
        }
        None
    }
}

/// Reads the form; nothing where the bytes end early or are no such form.
#[derive(Debug, Clone)]
pub struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Reads from the beginning of the bytes.
    #[must_use]
    pub fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next number.
    pub fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let (byte, rest) = self.rest.split_first()?;
            self.rest = rest;
            number |= u64::from(byte & 0x7F) << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    /// The next number, as a count or a place in a table.
    pub fn count(&mut self) -> Option<usize> {
        usize::try_from(self.number()?).ok()
    }

    /// The next text.
    pub fn text(&mut self) -> Option<&'a str> {
        let length = self.count()?;
        let (text, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        std::str::from_utf8(text).ok()
    }

    /// Whether all was read.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read() {
        let mut writer = Writer::default();
        let numbers = [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX];
        numbers.into_iter().for_each(|number| writer.number(number));
        writer.text("Əliyev");
        writer.text("");
        let bytes = writer.into_bytes();
        let mut reader = Reader::new(&bytes);
        for number in numbers {
            assert_eq!(reader.number(), Some(number));
        }
        assert_eq!((reader.text(), reader.text()), (Some("Əliyev"), Some("")));
        assert!(reader.is_empty());
        assert_eq!(reader.number(), None);
    }

    #[test]
    fn a_table_finds_what_it_holds_and_nothing_else() {
        for count in [0, 1, 2, 3, 500] {
            let entry = |number: u64| {
                let mut entry = Writer::default();
                entry.number(number);
                (format!("name {number}"), entry)
            };
            let bytes = table(&(0..count).map(entry).collect::<Vec<_>>());
            let found = Table::new(&bytes).expect("a table");
            for number in 0..count {
                let entry = found.find(&format!("name {number}"));
                assert_eq!(entry.and_then(|mut entry| entry.number()), Some(number), "{number} of {count}");
            }
            assert!(found.find(&format!("name {count}")).is_none());
        }
        assert!(Table::new(&[2, 0, 0, 0, 9]).is_none());
    }

    #[test]
    fn what_is_cut_off_is_nothing() {
        let mut writer = Writer::default();
        writer.text("Belarus");
        let bytes = writer.into_bytes();
        for end in 0..bytes.len() {
            assert_eq!(Reader::new(&bytes[..end]).text(), None, "{end}");
        }
        assert_eq!(Reader::new(&[0xFF; 11]).number(), None);
    }
}
