//! The shapes of types, in files of their own: what other text encodings need beside the JSON forms.

use super::Emitter;
use super::jer::usual;
use crate::lower::{Component, Flag, Item, ItemKind, Strings, Use};

impl Emitter<'_> {
    /// The file with the shapes of the module's items.
    pub(super) fn shape_module(&self) -> String {
        let body: String = self.module.items.iter().map(|item| self.item_shape(item)).collect();
        let docs = format!("//! Shapes of the types of `{}`.", self.module.asn);
        let text = self.head(&docs, &body, "super::super::", &[], "");
        if body.is_empty() {
            return text;
        }
        // Types may have the names `Shape`, `Member` and `Row`, so those of the runtime have their module before them.
        let this = format!("use super::super::{}::*;\nuse v2x_uper::jer;\n", self.module.rust);
        text.replacen(&docs, &format!("{docs}\n\n{this}"), 1)
    }

    fn item_shape(&self, item: &Item) -> String {
        let shape = match &item.kind {
            ItemKind::Alias(_) => return String::new(),
            ItemKind::BitString(size, flags) => bits(&usual(*size), flags),
            ItemKind::Bits(len, flags) => bits(&format!("Some({len})"), flags),
            ItemKind::Choice { alternatives, .. } => {
                let members = alternatives.iter().map(|a| member(&a.asn, &self.shape(&a.ty)));
                format!("jer::Shape::Choice(&[{}])", members.collect::<String>())
            }
            ItemKind::Enumerated { .. } => "jer::Shape::Enumerated".into(),
            ItemKind::Integer(..) => "jer::Shape::Number(core::any::TypeId::of::<Self>)".into(),
            ItemKind::Newtype(ty) => self.shape(ty),
            ItemKind::Open(rows) => {
                let row = |id: i128, ty: &Use| {
                    format!("jer::Row {{ id: {id}, name: {:?}, shape: &{} }},", self.tag(ty), self.shape(ty))
                };
                let rows: String = rows.iter().map(|each| row(each.id, &each.ty)).collect();
                format!("jer::Shape::Rows(&[{rows}])")
            }
            ItemKind::Sequence(sequence) => {
                let components = || sequence.root.iter().chain(sequence.ext.iter().flatten());
                format!("jer::Shape::Sequence(&[{}])", self.members(&components().collect::<Vec<_>>()))
            }
        };
        format!(
            "impl jer::Shaped for {} {{ fn shape() -> &'static jer::Shape {{ &{shape} }} }}\n\n",
            item.rust
        )
    }

    /// The components of a SEQUENCE, those of addition groups among them.
    fn members(&self, components: &[&Component]) -> String {
        let identifier = components.iter().find(|c| matches!(c.ty, Use::ObjectId(..))).map_or("", |c| &c.asn);
        let one = |c: &&Component| match (&c.ty, &c.group) {
            (Use::Named(path, ..), Some(_)) => match &self.krate.item(path).kind {
                ItemKind::Sequence(group) => self.members(&group.root.iter().collect::<Vec<_>>()),
                _ => String::new(),
            },
            (Use::Open(set), _) => {
                let rows = format!("jer::Shape::Type({}::shape)", self.path(set));
                member(&c.asn, &format!("jer::Shape::Open({identifier:?}, &{rows})"))
            }
            (ty, _) => member(&c.asn, &self.shape(ty)),
        };
        components.iter().map(one).collect()
    }

    /// The expression of a type's shape.
    fn shape(&self, ty: &Use) -> String {
        match self.krate.resolve(ty) {
            Use::BitString(size) => bits(&usual(size), &[]),
            Use::Named(path, _, Some(size)) if self.is_bit_string(&path) => {
                let flags = match &self.krate.item(&path).kind {
                    ItemKind::BitString(_, flags) => flags.as_slice(),
                    _ => &[],
                };
                bits(&usual(size), flags)
            }
            Use::Bool => "jer::Shape::Boolean".into(),
            Use::Int(_) | Use::ObjectId(..) => "jer::Shape::Integer".into(),
            Use::List(of, _) => format!("jer::Shape::List({:?}, &{})", self.tag(&of), self.shape(&of)),
            Use::Named(path, ..) | Use::Open(path) => {
                format!("jer::Shape::Type({}::shape)", self.path(&path))
            }
            Use::Null => "jer::Shape::Null".into(),
            Use::Octets(_) => "jer::Shape::Octets".into(),
            Use::Oid | Use::RelativeOid | Use::Text(..) => "jer::Shape::Text".into(),
        }
    }

    /// The name of a type as an XML element: its reference, without the parameters of an instance, or that of the
    /// built-in type (X.680 §11.25).
    fn tag(&self, ty: &Use) -> String {
        let built_in = match ty {
            Use::BitString(_) => "BIT_STRING",
            Use::Bool => "BOOLEAN",
            Use::Int(_) | Use::ObjectId(..) => "INTEGER",
            Use::List(..) => "SEQUENCE_OF",
            Use::Named(path, ..) | Use::Open(path) => return item_tag(self.krate.item(path)),
            Use::Null => "NULL",
            Use::Octets(_) => "OCTET_STRING",
            Use::Oid => "OBJECT_IDENTIFIER",
            Use::RelativeOid => "RELATIVE_OID",
            Use::Text(Strings::Bmp, _) => "BMPString",
            Use::Text(Strings::Utf8, _) => "UTF8String",
            Use::Text(Strings::Known(alphabet), _) => {
                let known = [
                    ("NUMERIC", "NumericString"),
                    ("PRINTABLE", "PrintableString"),
                    ("VISIBLE", "VisibleString"),
                ];
                known.iter().find(|(part, _)| alphabet.contains(part)).map_or("IA5String", |(_, name)| name)
            }
        };
        built_in.into()
    }
}

/// The name of an item: anonymous types have a dotted place instead, instances their parameters behind the name.
fn item_tag(item: &Item) -> String {
    if !item.asn.contains('.') {
        let reference = item.asn1.split_once(" {{").map(|(reference, _)| reference);
        return reference.filter(|_| !item.asn1.contains("::=")).unwrap_or(&item.asn).to_string();
    }
    match item.kind {
        ItemKind::BitString(..) | ItemKind::Bits(..) => "BIT_STRING",
        ItemKind::Choice { .. } => "CHOICE",
        ItemKind::Enumerated { .. } => "ENUMERATED",
        ItemKind::Integer(..) => "INTEGER",
        _ => "SEQUENCE",
    }
    .into()
}

/// The shape of a bit string: its usual size, and the names of its bits.
fn bits(usual: &str, flags: &[Flag]) -> String {
    let names: String = flags.iter().map(|flag| format!("({}, {:?}),", flag.value, flag.asn)).collect();
    format!("jer::Shape::Bits({usual}, &[{names}])")
}

fn member(name: &str, shape: &str) -> String {
    format!("jer::Member {{ name: {name:?}, shape: &{shape} }},")
}
