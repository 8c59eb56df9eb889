//! The datatypes of data.

use crate::vocab::std_terms as t;

/// The datatypes that occur in data, beside plain and language-tagged text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Typed {
    Date = 0,
    Integer = 1,
    Decimal = 2,
    Boolean = 3,
    EdtfLevel1 = 4,
    EdtfLevel2 = 5,
    NonNegativeInteger = 6,
}

impl Typed {
    /// All of them, each at the place of its number.
    pub const ALL: [Self; 7] = [
        Self::Date,
        Self::Integer,
        Self::Decimal,
        Self::Boolean,
        Self::EdtfLevel1,
        Self::EdtfLevel2,
        Self::NonNegativeInteger,
    ];

    /// The datatype's IRI.
    #[must_use]
    pub fn iri(self) -> &'static str {
        match self {
            Self::Date => t::XSD_DATE,
            Self::Integer => t::XSD_INTEGER,
            Self::Decimal => t::XSD_DECIMAL,
            Self::Boolean => t::XSD_BOOLEAN,
            Self::EdtfLevel1 => t::EDTF_LEVEL1,
            Self::EdtfLevel2 => t::EDTF_LEVEL2,
            Self::NonNegativeInteger => t::XSD_NON_NEGATIVE_INTEGER,
        }
    }
}
