//! The datatypes of data.

use crate::vocab::std_terms as t;

/// The datatypes that occur in data, in addition to plain and language-tagged text. Descriptions hold them by their number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Typed {
    /// `xsd:date`, without a zone.
    Date = 0,
    /// `xsd:integer`.
    Integer = 1,
    /// `xsd:decimal`, always with a point, as Turtle's short form wants it.
    Decimal = 2,
    /// `xsd:boolean`, `true` or `false`.
    Boolean = 3,
    /// EDTF of level 1 or 0, by the datatype of the Library of Congress.
    EdtfLevel1 = 4,
    /// EDTF of level 2, by the datatype of the Library of Congress.
    EdtfLevel2 = 5,
    /// `xsd:nonNegativeInteger`, for the positions of a selector (Web Annotation Vocabulary, `oa:start`, `oa:end`).
    NonNegativeInteger = 6,
    /// `rdf:JSON`: a statement of Wikidata as it was read.
    Json = 7,
    /// `xsd:dateTime`, in UTC: Wikidata's points in time.
    DateTime = 8,
    /// `xsd:double`: coordinates.
    Double = 9,
    /// A geometry in Well-Known Text: places on a globe.
    Wkt = 10,
    /// A formula.
    MathMl = 11,
}

impl Typed {
    /// All of them, each at the place of its number.
    pub const ALL: [Self; 12] = [
        Self::Date,
        Self::Integer,
        Self::Decimal,
        Self::Boolean,
        Self::EdtfLevel1,
        Self::EdtfLevel2,
        Self::NonNegativeInteger,
        Self::Json,
        Self::DateTime,
        Self::Double,
        Self::Wkt,
        Self::MathMl,
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
            Self::Json => t::RDF_JSON,
            Self::DateTime => t::XSD_DATE_TIME,
            Self::Double => t::XSD_DOUBLE,
            Self::Wkt => t::WKT_LITERAL,
            Self::MathMl => t::MATH_ML,
        }
    }
}
