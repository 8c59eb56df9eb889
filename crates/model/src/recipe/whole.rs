//! Whole numbers in cells, as tables and spreadsheets write them.

/// A whole number, perhaps written with a fraction of zeros, as spreadsheets write it.
pub(super) fn whole(cell: &str) -> Option<i64> {
    let cell = cell.trim();
    let whole = match cell.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|b| b == b'0') => whole,
        Some(_) => return None,
        None => cell,
    };
    whole.parse().ok()
}

/// Whether a cell is what a recipe wrote: letter for letter, or the same whole number.
pub(super) fn same(written: &str, cell: &str) -> bool {
    written == cell || cell.contains('.') && whole(cell).is_some_and(|number| whole(written) == Some(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_may_have_a_fraction_of_zeros() {
        assert_eq!(whole("2.0"), Some(2));
        assert_eq!(whole("-9.00"), Some(-9));
        assert_eq!(whole("2."), None);
        assert_eq!(whole("2.5"), None);
        assert!(same("-9", "-9.0") && same("1", "1") && !same("1", "1.5") && !same("1", "01"));
    }
}
