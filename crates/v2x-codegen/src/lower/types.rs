//! Types → items. Anonymous types get the name of their place: `Parent` and the component's name.

use super::check::check_open_types;
use super::rust::{
    Alternative, Component, Const, Default_, Flag, Int, Item, ItemKind, Krate, Module, OpenRow, Path,
    Sequence, Strings, Use,
};
use crate::model::{
    self, Addition, CharKind, Field, Named, Narrowed, Range, Schema, Size, Type, TypeRef, Value,
};
use crate::names::{Scope, const_name, field_name, module_name, type_name, variant_name};

/// Alternatives above this many octets are boxed: it keeps a `BasicSafetyMessage`, the message that comes most
/// often, in place, and the rest out of the way.
const BOX_ABOVE: usize = 160;

/// Octet strings of a fixed size up to this are arrays; longer ones would bloat whatever holds them.
const ARRAY_MAX: u64 = 32;

/// Makes the Rust model of a schema.
///
/// # Errors
/// A message that names the module and type: a collision of names, or a construct that is not supported.
pub fn lower(schema: &Schema) -> Result<Krate, String> {
    let mut krate = Krate::default();
    let mut scope = Scope::default();
    for module in &schema.modules {
        let rust = module_name(&module.name);
        scope.take(&rust, &module.name)?;
        let lowering = Lowering { schema, module: rust, items: Vec::new() };
        let module = lowering.module(module).map_err(|error| format!("module {}: {error}", module.name))?;
        krate.modules.push(module);
    }
    for (m, module) in krate.modules.iter().enumerate() {
        for (i, item) in module.items.iter().enumerate() {
            let path = Path { module: module.rust.clone(), name: item.rust.clone() };
            krate.index.insert(path, (m, i));
        }
    }
    krate.check()?;
    krate.box_large();
    Ok(krate)
}

impl Krate {
    /// Boxes large alternatives, now that all sizes are known.
    fn box_large(&mut self) {
        let mut boxed = Vec::new();
        for (m, module) in self.modules.iter().enumerate() {
            for (i, item) in module.items.iter().enumerate() {
                let types: Vec<&Use> = match &item.kind {
                    ItemKind::Choice { alternatives, .. } => alternatives.iter().map(|a| &a.ty).collect(),
                    ItemKind::Open(rows) => rows.iter().map(|row| &row.ty).collect(),
                    _ => continue,
                };
                let large = types.iter().enumerate().filter(|(_, ty)| self.memory(ty) > BOX_ABOVE);
                boxed.extend(large.map(|(a, _)| (m, i, a)));
            }
        }
        for (m, i, a) in boxed {
            match &mut self.modules[m].items[i].kind {
                ItemKind::Choice { alternatives, .. } => alternatives[a].boxed = true,
                ItemKind::Open(rows) => rows[a].boxed = true,
                _ => {}
            }
        }
    }
}

struct Lowering<'s> {
    schema: &'s Schema,
    module: String,
    items: Vec<Item>,
}

impl Lowering<'_> {
    fn module(mut self, module: &model::Module) -> Result<Module, String> {
        for def in &module.types {
            let rust = type_name(&def.name);
            self.item(&def.name, rust, &def.doc, &def.asn1, &def.ty)
                .map_err(|error| format!("type {}: {error}", def.name))?;
        }
        for set in &module.object_sets {
            let rows = self.rows(set).map_err(|error| format!("object set {}: {error}", set.name))?;
            let doc = set.doc.clone();
            let asn1 = format!("object set {}", set.name);
            self.items.push(Item {
                asn: set.name.clone(),
                rust: type_name(&set.name),
                doc,
                asn1,
                kind: ItemKind::Open(rows),
            });
        }
        let mut scope = Scope::default();
        for item in &self.items {
            scope.take(&item.rust, &item.asn)?;
        }
        let mut consts = Vec::new();
        for value in &module.values {
            let rust = const_name(&value.name);
            scope.take(&rust, &value.name)?;
            let governor = value.governor.as_ref().and_then(|to| self.integer_newtype(to));
            consts.push(Const {
                asn: value.name.clone(),
                rust,
                doc: value.doc.clone(),
                governor,
                value: value.value,
            });
        }
        Ok(Module {
            asn: module.name.clone(),
            rust: self.module,
            doc: module.doc.clone(),
            items: self.items,
            consts,
        })
    }

    /// The path of a reference, if it leads to a named INTEGER.
    fn integer_newtype(&self, to: &TypeRef) -> Option<Path> {
        match self.find(to)? {
            Type::Integer { .. } => Some(path(to)),
            Type::Reference { to, .. } => self.integer_newtype(to),
            _ => None,
        }
    }

    fn find(&self, to: &TypeRef) -> Option<&Type> {
        let module = self.schema.modules.iter().find(|module| module.name == to.module)?;
        module.types.iter().find(|def| def.name == to.name).map(|def| &def.ty)
    }

    fn rows(&mut self, set: &model::ObjectSet) -> Result<Vec<OpenRow>, String> {
        let mut rows: Vec<OpenRow> = Vec::new();
        for row in &set.rows {
            let by_id = row.id_name.as_deref().map_or_else(|| format!("Id{}", row.id), variant_name);
            let rust = match &row.ty {
                Type::Reference { to, .. } => variant_name(&to.name),
                _ => by_id.clone(),
            };
            let taken = rust == "Unknown" || rows.iter().any(|other| other.rust == rust);
            let rust = if taken { by_id } else { rust };
            let ty = self.usage(&set.name, &type_name(&set.name), &rust, &row.ty)?;
            rows.push(OpenRow { id: row.id, rust, ty, boxed: false });
        }
        let mut scope = Scope::default();
        rows.iter().try_for_each(|row| scope.take(&row.rust, &format!("{}", row.id)))?;
        Ok(rows)
    }

    /// Adds the item of a named type.
    fn item(&mut self, asn: &str, rust: String, doc: &[String], asn1: &str, ty: &Type) -> Result<(), String> {
        let kind = match ty {
            Type::BitString { named, size } => self.bit_string(named, *size)?,
            Type::Choice { root, ext } => self.choice(asn, &rust, root, ext.as_deref())?,
            Type::Enumerated { root, ext } => enumerated(root, ext.as_deref())?,
            Type::Integer { range, named } => ItemKind::Integer(Int::of(*range)?, flags(named, const_name)?),
            Type::Sequence { root, ext } => {
                ItemKind::Sequence(self.sequence(asn, &rust, root, ext.as_deref())?)
            }
            Type::Boolean | Type::Null | Type::Reference { .. } | Type::SequenceOf { .. } => {
                ItemKind::Alias(self.usage(asn, &rust, "Item", ty)?)
            }
            _ => ItemKind::Newtype(self.usage(asn, &rust, "Item", ty)?),
        };
        let item = Item { asn: asn.to_string(), rust, doc: doc.to_vec(), asn1: asn1.to_string(), kind };
        self.items.push(item);
        Ok(())
    }

    fn bit_string(&self, named: &[Named], size: Size) -> Result<ItemKind, String> {
        let flags = flags(named, const_name)?;
        let fixed = size.upper == Some(size.lower) && !size.extensible && (1..=64).contains(&size.lower);
        if fixed && flags.iter().all(|flag| flag.value < i128::from(size.lower)) {
            Ok(ItemKind::Bits(size.lower as u32, flags))
        } else {
            Ok(ItemKind::BitString(size, flags))
        }
    }

    fn choice(
        &mut self,
        asn: &str,
        rust: &str,
        root: &[Field],
        ext: Option<&[Field]>,
    ) -> Result<ItemKind, String> {
        let mut scope = Scope::default();
        if ext.is_some() {
            scope.take("Unknown", "an unknown alternative")?;
        }
        let mut alternatives = Vec::new();
        for field in root.iter().chain(ext.unwrap_or_default()) {
            let name = variant_name(&field.name);
            scope.take(&name, &field.name)?;
            let ty = self.usage(asn, rust, &field.name, &field.ty)?;
            let doc = field.doc.clone();
            alternatives.push(Alternative { asn: field.name.clone(), rust: name, doc, ty, boxed: false });
        }
        Ok(ItemKind::Choice { alternatives, root: root.len(), extensible: ext.is_some() })
    }

    fn sequence(
        &mut self,
        asn: &str,
        rust: &str,
        root: &[Field],
        ext: Option<&[Addition]>,
    ) -> Result<Sequence, String> {
        let mut scope = Scope::default();
        let mut sequence = Sequence::default();
        for field in root {
            let component = self.component(asn, rust, field, &mut scope)?;
            sequence.root.push(component);
        }
        if let Some(ext) = ext {
            scope.take("unknown_extensions", "the unknown extensions")?;
            let mut components = Vec::new();
            for (i, addition) in ext.iter().enumerate() {
                components.push(match addition {
                    // Whether an addition was sent is kept, even where a default stands for one that was not.
                    Addition::Field(field) => {
                        let c = self.component(asn, rust, field, &mut scope)?;
                        Component { optional: true, default: None, ..c }
                    }
                    Addition::Group(fields) => self.group(asn, rust, i, fields, &mut scope)?,
                });
            }
            sequence.ext = Some(components);
        }
        check_open_types(&sequence)?;
        Ok(sequence)
    }

    /// An addition group becomes a struct of its own.
    fn group(
        &mut self,
        asn: &str,
        rust: &str,
        i: usize,
        fields: &[Field],
        scope: &mut Scope,
    ) -> Result<Component, String> {
        let name = format!("{rust}Ext{}", i + 1);
        let field = format!("ext{}", i + 1);
        scope.take(&field, "an extension addition group")?;
        let sequence = self.sequence(asn, &name, fields, None)?;
        let doc = vec![format!("An extension addition group of `{asn}`.")];
        let kind = ItemKind::Sequence(sequence);
        self.items.push(Item { asn: asn.to_string(), rust: name.clone(), doc, asn1: String::new(), kind });
        let path = Path { module: self.module.clone(), name };
        Ok(Component {
            asn: field.clone(),
            rust: field,
            doc: vec!["An extension addition group.".into()],
            ty: Use::Named(path, None, None),
            optional: true,
            default: None,
            group: Some(fields.iter().map(|field| field.name.clone()).collect()),
        })
    }

    fn component(
        &mut self,
        asn: &str,
        rust: &str,
        field: &Field,
        scope: &mut Scope,
    ) -> Result<Component, String> {
        let name = field_name(&field.name);
        scope.take(&name, &field.name)?;
        let ty = self
            .usage(asn, rust, &field.name, &field.ty)
            .map_err(|error| format!("{}: {error}", field.name))?;
        let default = match &field.default {
            None => None,
            Some(Value::Boolean(value)) => Some(Default_::Boolean(*value)),
            Some(Value::Enumerated(item)) => Some(Default_::Item(item.clone())),
            Some(Value::Integer(value)) => Some(Default_::Number(*value)),
            Some(Value::String(text)) => Some(Default_::Text(text.clone())),
            Some(Value::Empty) => Some(Default_::Empty),
            Some(Value::Bits { octets, bits }) => Some(Default_::Bits(octets.clone(), *bits)),
            Some(Value::Null) => return Err(format!("{}: a DEFAULT of NULL is not supported", field.name)),
        };
        let (doc, optional) = (field.doc.clone(), field.optional);
        Ok(Component { asn: field.name.clone(), rust: name, doc, ty, optional, default, group: None })
    }

    /// How a component uses a type; anonymous structured types become items.
    fn usage(&mut self, asn: &str, rust: &str, field: &str, ty: &Type) -> Result<Use, String> {
        Ok(match ty {
            Type::Boolean => Use::Bool,
            Type::Null => Use::Null,
            Type::ObjectIdentifier => Use::Oid,
            Type::RelativeOid => Use::RelativeOid,
            Type::GeneralizedTime | Type::UtcTime => {
                Use::Text(Strings::Known("Alphabet::VISIBLE".into()), ANY)
            }
            Type::Integer { range, named } if named.is_empty() => Use::Int(Int::of(*range)?),
            Type::OctetString { size, .. } => Use::Octets(*size),
            Type::CharString { kind, size, alphabet } => {
                let unbounded = size.upper.is_none() || size.extensible;
                if unbounded && alphabet.as_ref().is_some_and(|chars| chars.len() <= 1) {
                    return Err("a string of characters without bits needs an upper bound".into());
                }
                Use::Text(strings(*kind, alphabet.as_deref())?, *size)
            }
            Type::BitString { named, size } if named.is_empty() => Use::BitString(*size),
            Type::SequenceOf { of, size } => {
                let item = if matches!(**of, Type::SequenceOf { .. }) {
                    format!("{field}-item")
                } else {
                    field.to_string()
                };
                Use::List(Box::new(self.usage(asn, rust, &item, of)?), *size)
            }
            Type::Reference { to, narrowed } => {
                if self.find(to).is_none() {
                    return Err(format!("unknown type {}.{}", to.module, to.name));
                }
                match narrowed {
                    None => Use::Named(path(to), None, None),
                    Some(Narrowed::Range(range)) => Use::Named(path(to), Some(*range), None),
                    Some(Narrowed::Size(size)) => Use::Named(path(to), None, Some(*size)),
                }
            }
            Type::ObjectId { set, range } => Use::ObjectId(path(set), identifier(*range)?),
            Type::OpenType { set, .. } => Use::Open(path(set)),
            Type::Choice { .. }
            | Type::Enumerated { .. }
            | Type::Sequence { .. }
            | Type::Integer { .. }
            | Type::BitString { .. } => {
                let name = format!("{rust}{}", type_name(field).trim_end_matches('_'));
                let place = format!("{asn}.{field}");
                let doc = vec![format!("The type of `{field}` in `{asn}`.")];
                self.item(&place, name.clone(), &doc, "", ty)?;
                Use::Named(Path { module: self.module.clone(), name }, None, None)
            }
        })
    }
}

const ANY: Size = Size { lower: 0, upper: None, extensible: false };

fn path(to: &TypeRef) -> Path {
    Path { module: module_name(&to.module), name: type_name(&to.name) }
}

fn enumerated(root: &[Named], ext: Option<&[Named]>) -> Result<ItemKind, String> {
    let mut items = flags(root, variant_name)?;
    items.extend(flags(ext.unwrap_or_default(), variant_name)?);
    let mut scope = Scope::default();
    if ext.is_some() {
        scope.take("Unrecognized", "an item of a newer edition")?;
    }
    items.iter().try_for_each(|item| scope.take(&item.rust, &item.asn))?;
    Ok(ItemKind::Enumerated { items, root: root.len(), extensible: ext.is_some() })
}

fn flags(named: &[Named], name: fn(&str) -> String) -> Result<Vec<Flag>, String> {
    let mut scope = Scope::default();
    let flag = |named: &Named| {
        let rust = name(&named.name);
        scope.take(&rust, &named.name)?;
        Ok(Flag { asn: named.name.clone(), rust, doc: named.doc.clone(), value: named.value })
    };
    named.iter().map(flag).collect()
}

fn strings(kind: CharKind, alphabet: Option<&[char]>) -> Result<Strings, String> {
    let known = |name: &str| Ok(Strings::Known(format!("Alphabet::{name}")));
    match (kind, alphabet) {
        (CharKind::Utf8String, _) => Ok(Strings::Utf8),
        (CharKind::BmpString, None) => Ok(Strings::Bmp),
        (CharKind::BmpString, Some(_)) => Err("FROM on a BMPString is not supported".into()),
        (CharKind::Ia5String, None) => known("IA5"),
        (CharKind::NumericString, None) => known("NUMERIC"),
        (CharKind::PrintableString, None) => known("PRINTABLE"),
        (CharKind::VisibleString, None) => known("VISIBLE"),
        (_, Some(chars)) => {
            let text: String = chars.iter().flat_map(|c| c.escape_default()).collect();
            Ok(Strings::Known(format!("Alphabet::of(b\"{text}\")")))
        }
    }
}

/// The integer that selects the contents of an open type.
fn identifier(range: Range) -> Result<Int, String> {
    let int = Int::of(range)?;
    match int.constrained() {
        Some((0.., ..=IDENTIFIER_MAX)) => Ok(Int { rust: "u32", ..int }),
        Some(_) => Err("an identifier must fit 32 bits without a sign".into()),
        None if range.extensible => Err("an identifier with an extensible range is not supported".into()),
        None => Ok(int),
    }
}

/// The greatest identifier that fits the `u32` of unknown contents.
const IDENTIFIER_MAX: i128 = u32::MAX as i128;

impl Use {
    /// A built-in type with its size narrowed at a reference.
    pub fn narrowed(&self, size: Option<Size>) -> Self {
        match (self, size) {
            (Self::Octets(_), Some(size)) => Self::Octets(size),
            (Self::Text(strings, _), Some(size)) => Self::Text(strings.clone(), size),
            (other, _) => other.clone(),
        }
    }

    /// Whether octets of this size are an array.
    pub(super) fn array(size: Size) -> Option<u64> {
        (size.upper == Some(size.lower) && !size.extensible && (1..=ARRAY_MAX).contains(&size.lower))
            .then_some(size.lower)
    }
}
