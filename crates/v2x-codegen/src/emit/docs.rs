//! Documentation comments, from the comments of the ASN.1 modules.

use crate::lower::{Item, Module};

/// The docs of a module.
pub(super) fn module(module: &Module) -> String {
    let mut text = lines("//!", &module.doc);
    if module.doc.is_empty() {
        text = format!("//! ASN.1 module `{}`.\n", module.asn);
    }
    text
}

/// The docs of an item: its comment and its assignment.
pub(super) fn item(item: &Item) -> String {
    let mut text = lines("///", &item.doc);
    let asn1 = shorten(&item.asn1);
    if !asn1.is_empty() {
        if !text.is_empty() {
            text.push_str("///\n");
        }
        text.push_str(&format!("/// ASN.1: `{asn1}`\n"));
    } else if text.is_empty() {
        text = format!("/// ASN.1: `{}`\n", item.asn);
    }
    text
}

/// The docs of a field, variant or constant.
pub(super) fn member(doc: &[String], asn: &str) -> String {
    if doc.is_empty() { format!("/// `{asn}`\n") } else { lines("///", doc) }
}

fn lines(mark: &str, doc: &[String]) -> String {
    doc.iter().map(|line| format!("{mark} {}", line.trim()).trim_end().to_string() + "\n").collect()
}

/// Short assignments stand whole, long ones up to their brace.
fn shorten(asn1: &str) -> String {
    if asn1.len() <= 90 {
        return asn1.to_string();
    }
    asn1.split_once('{').map_or(asn1, |(head, _)| head).trim().to_string()
}
