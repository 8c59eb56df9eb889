//! A generator of facts in JSON Lines: the same number gives the same bytes, on any machine.

use std::io::{self, Write};

use crate::random::Random;

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
    "PRT",
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

/// Two states that differ.
fn pair(random: &mut Random) -> (&'static str, &'static str) {
    let a = random.below(STATES.len());
    let b = (a + 1 + random.below(STATES.len() - 1)) % STATES.len();
    (STATES[a], STATES[b])
}

/// Writes a document line and `facts` lines of one fact each: memberships, trade, relations, recognitions.
pub fn facts(facts: usize, out: &mut impl Write) -> io::Result<()> {
    writeln!(out, r#"{{"document": {{"id": "generated", "title": "Generated facts"}}}}"#)?;
    let mut random = Random(42);
    for row in 1..=facts {
        let (a, b) = pair(&mut random);
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
