//! What all pages of HTML have in common: self-contained, without scripts, readable on a phone, light and dark.

/// The style of every page.
const STYLE: &str = "body{font:15px/1.45 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1b1b1b;background:#fff}\
table{border-collapse:collapse;width:100%}caption{text-align:left;padding:.5rem 0}th,td{text-align:left;vertical-align:top;\
padding:.4rem .7rem .4rem 0;border-bottom:1px solid #ccc}ul{margin:0;padding-left:1.1rem}.v{white-space:nowrap;font-weight:600}\
small{color:#555}@media(prefers-color-scheme:dark){body{background:#161616;color:#eee}a{color:#9cf}small{color:#aaa}\
th,td{border-color:#444}}.v small{white-space:normal;font-weight:400}";

/// The begin of a page, up to its heading. `more` is added to the style; neither it nor the title is of a source.
pub(super) fn head(title: &str, more: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" \
         content=\"width=device-width,initial-scale=1\">\n<title>{title}</title>\n<style>{STYLE}{more}</style>\n\
         <h1>{title}</h1>\n"
    )
}
