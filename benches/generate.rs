//! A generator of facts in JSON Lines: the same number gives the same bytes, on any machine.

use std::io::{self, Write};

/// Names as people write them: codes, names, other names.
const STATES: &[&str] = &[
    "Azerbaijan",
    "BLR",
    "Armenia",
    "Georgia",
    "Russia",
    "UKR",
    "Turkey",
    "DEU",
    "France",
    "GBR",
    "United States",
    "CAN",
    "Mexico",
    "BRA",
    "Argentina",
    "CHL",
    "Peru",
    "COL",
    "Venezuela",
    "EGY",
    "Morocco",
    "DZA",
    "Nigeria",
    "GHA",
    "Kenya",
    "ETH",
    "Tanzania",
    "ZAF",
    "India",
    "PAK",
    "Bangladesh",
    "LKA",
    "China",
    "JPN",
    "Mongolia",
    "VNM",
    "Thailand",
    "IDN",
    "Malaysia",
    "PHL",
    "Australia",
    "NZL",
    "Poland",
    "CZE",
    "Hungary",
    "ROU",
    "Bulgaria",
    "GRC",
    "Italy",
    "ESP",
];
const ORGANISATIONS: &[&str] = &[
    "United Nations",
    "OSCE",
    "CIS",
    "Council of Europe",
    "NATO",
    "European Union",
    "African Union",
    "ASEAN",
    "Arab League",
    "Non-Aligned Movement",
    "World Trade Organization",
    "OECD",
];
const STATUSES: &[&str] = &["member", "full", "associate", "observer", "candidate"];

/// Pseudo-random numbers (Knuth's linear congruence of 64 bits), so that no crate's version changes the data.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or(0) % n
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }

    /// Two states that differ.
    fn pair(&mut self) -> (&'static str, &'static str) {
        let a = self.below(STATES.len());
        let b = (a + 1 + self.below(STATES.len() - 1)) % STATES.len();
        (STATES[a], STATES[b])
    }
}

/// Writes a document line and `facts` lines of one fact each: memberships, trade, relations, recognitions.
pub fn facts(facts: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, r#"{{"document": {{"id": "generated", "title": "Generated facts"}}}}"#)?;
    let mut random = Random(42);
    for row in 1..=facts {
        let (a, b) = random.pair();
        let year = 1992 + random.below(30);
        let (month, day) = (1 + random.below(12), 1 + random.below(28));
        match random.below(4) {
            0 => {
                let (organisation, status) = (random.one(ORGANISATIONS), random.one(STATUSES));
                let end = year + 1 + random.below(20);
                writeln!(
                    out,
                    r#"{{"row": {row}, "membership": {{"member": "{a}", "organization": "{organisation}", "status": "{status}", "during": "{year}-{month:02}-{day:02}/{end}"}}}}"#
                )?;
            }
            1 => {
                let value = 1 + random.below(100_000);
                writeln!(
                    out,
                    r#"{{"row": {row}, "trade": {{"between": ["{a}", "{b}"], "value": "{value} million USD", "during": "{year}"}}}}"#
                )?;
            }
            2 => writeln!(
                out,
                r#"{{"row": {row}, "diplomatic relation": {{"between": ["{a}", "{b}"], "during": "{year}-{month:02}-{day:02}/.."}}}}"#
            )?,
            _ => writeln!(
                out,
                r#"{{"row": {row}, "modality": "forecast", "hedge": "might", "trend": {{"between": ["{a}", "{b}"], "trend": "growing", "domain": "trade", "during": "{year}-{month:02}"}}}}"#
            )?,
        }
    }
    Ok(())
}
