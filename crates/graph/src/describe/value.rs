//! Times and quantities.

use super::describer::Describer;
use chancery_model::facts::{GraphId, Item};
use chancery_model::literal::{Quantity, TimeSpan, Typed, decimal};
use chancery_model::schema::Iri;
use chancery_model::vocab::{chy, concept, std_terms as t};
use chancery_values::amount::Comparator;

impl<'a> Describer<'a> {
    pub(super) fn parts(&mut self, items: &[Item]) {
        for item in items {
            match item {
                Item::Time(span) => self.time(span),
                Item::Quantity(quantity) => self.quantity(quantity),
                _ => {}
            }
        }
    }

    /// Describes a time.
    pub(crate) fn time(&mut self, span: &TimeSpan) {
        let ns = self.schema.folders.time;
        if !self.first(ns, &span.name) {
            return;
        }
        let class = self.classes.time.clone();
        self.describe.begin(GraphId::DEFAULT, Iri { ns, local: &span.name });
        self.describe.iri(self.p.rdf_type, class.as_ref()).lang(self.p.label, "en", &span.label);
        if let Some((text, level)) = &span.edtf {
            // Level 0 is contained in level 1.
            let datatype = if *level > 1 { Typed::EdtfLevel2 } else { Typed::EdtfLevel1 };
            self.describe.typed(self.machine(chy::EDTF), datatype, text);
        }
        let bounds = [
            (chy::BEGIN_EARLIEST, span.bounds.begin_earliest),
            (chy::BEGIN_LATEST, span.bounds.begin_latest),
            (chy::END_EARLIEST, span.bounds.end_earliest),
            (chy::END_LATEST, span.bounds.end_latest),
        ];
        for (predicate, date) in bounds {
            if let Some(date) = date {
                self.describe.typed(self.machine(predicate), Typed::Date, &date.to_string());
            }
        }
        if let Some(words) = &span.expression {
            self.describe.text(self.machine(chy::EXPRESSION), words);
        }
        if let Some(precision) = span.precision {
            self.describe.typed(self.machine(chy::PRECISION), Typed::Integer, &precision.to_string());
        }
        self.describe.end(&mut self.batch);
    }

    pub(super) fn quantity(&mut self, quantity: &Quantity) {
        let ns = self.schema.folders.quantity;
        let name = quantity.name(self.schema);
        if !self.first(ns, &name) {
            return;
        }
        let class = self.classes.quantity.clone();
        self.describe.begin(GraphId::DEFAULT, Iri { ns, local: &name });
        self.describe.iri(self.p.rdf_type, class.as_ref());
        self.describe.lang(self.p.label, "en", &quantity.label(self.schema));
        self.describe.typed(self.machine(t::QUDT_NUMERIC_VALUE), Typed::Decimal, &decimal(&quantity.number));
        self.concept_statement(self.machine(t::QUDT_UNIT), quantity.unit);
        let code = match quantity.comparator {
            Comparator::Equal => "exactly",
            other => other.code(),
        };
        if let Some(id) = self.schema.concept_id(&format!("{}{code}", concept::COMPARATOR)) {
            self.concept_statement(self.machine(chy::COMPARATOR), id);
        }
        self.describe.end(&mut self.batch);
    }
}
