//! Statements that write runs of fixed-width fields, whole words at a time.

use super::Emitter;
use super::encode::{Raw, Source};
use super::read_run::single;
use super::run::{Leaf, Node, WORD_BITS, place};

/// A leaf that is written, and where its value comes from; `None`: its variable (or literal) holds its bits.
type Written<'n> = (&'n Leaf, Option<Source>);

impl Emitter<'_> {
    /// Statements that write neighbouring nodes; each comes with the source of its value, or `None` for a raw leaf
    /// whose variable holds its bits.
    pub(super) fn write_run(&self, nodes: &mut [Node], sources: &[Option<Source>]) -> String {
        place(nodes);
        let leaves = leaves(nodes, sources);
        let bare: Vec<&Leaf> = leaves.iter().map(|(leaf, _)| *leaf).collect();
        let all_sources = leaves.iter().all(|(leaf, source)| leaf.bits == 0 || source.is_some());
        if all_sources && single(&bare).is_some() {
            return leaves.iter().map(by_itself).collect();
        }
        let mut text = String::new();
        for group in leaves.chunk_by(|(a, _), (b, _)| !a.is_alone() && !b.is_alone()) {
            match group {
                [(leaf, _)] if leaf.is_alone() => {
                    text.push_str(&bound(group));
                    text.push_str(&format!("w.put_octets({});\n", leaf.var));
                }
                _ => text.push_str(&words(group)),
            }
        }
        text
    }

    /// Statements that append neighbouring nodes, which fit a word together, to the variable `short`.
    pub(super) fn push_run(&self, nodes: &mut [Node], sources: &[Option<Source>]) -> String {
        let bits = place(nodes);
        let leaves = leaves(nodes, sources);
        if let [(leaf, Some(source))] = leaves.as_slice()
            && let Some(Raw::Sure(raw)) = leaf.raw(source)
        {
            return format!("short.push({raw}, {bits});\n");
        }
        format!("{}short.push({}, {bits});\n", bound(&leaves), part(&leaves, 0, bits))
    }
}

fn leaves<'n>(nodes: &'n [Node], sources: &[Option<Source>]) -> Vec<Written<'n>> {
    let mut leaves = Vec::new();
    for (node, source) in nodes.iter().zip(sources) {
        collect(node, source.as_ref(), &mut leaves);
    }
    leaves
}

fn collect<'n>(node: &'n Node, source: Option<&Source>, leaves: &mut Vec<Written<'n>>) {
    match node {
        Node::Leaf(leaf) => leaves.push((leaf, source.cloned())),
        Node::Struct(fields) => {
            for (field, node) in fields {
                collect(node, source.map(|source| source.field(field)).as_ref(), leaves);
            }
        }
    }
}

/// The statement that writes the only leaf with bits, or checks one without.
fn by_itself((leaf, source): &Written<'_>) -> String {
    source.as_ref().and_then(|source| leaf.put(source)).unwrap_or_default()
}

/// Statements that bind leaves to their variables.
fn bound(leaves: &[Written<'_>]) -> String {
    leaves.iter().filter_map(|(leaf, source)| leaf.bound(source.as_ref()?)).collect()
}

/// Statements that write leaves as whole words, which they may straddle, and what is left. Each leaf is bound right
/// before the first word that it is part of, so that few are alive at once.
fn words(leaves: &[Written<'_>]) -> String {
    let (Some((first, _)), Some((last, _))) = (leaves.first(), leaves.last()) else { return String::new() };
    let (mut offset, end) = (first.offset, last.end());
    let mut words = Vec::new();
    let mut text = String::new();
    let mut rest = leaves;
    while offset < end {
        let width = width(leaves, offset, end - offset);
        let begin =
            rest.iter().take_while(|(leaf, _)| leaf.offset < offset + width || leaf.bits == 0).count();
        let (begun, after) = rest.split_at(begin);
        rest = after;
        text.push_str(&bound(begun));
        let part = part(leaves, offset, width);
        offset += width;
        if width == 64 {
            let word = format!("word{}", words.len() + 1);
            text.push_str(&format!("let {word} = {part};\n"));
            words.push(word);
        } else if words.is_empty() {
            text.push_str(&format!("w.put({part}, {width});\n"));
        } else {
            let words = std::mem::take(&mut words).join(", ");
            text.push_str(&format!("w.put_run([{words}], {part}, {width});\n"));
        }
    }
    if !words.is_empty() {
        text.push_str(&format!("w.put_words([{}]);\n", words.join(", ")));
    }
    text + &bound(rest)
}

/// How many of the `left` bits from `offset` are written next.
fn width(leaves: &[Written<'_>], offset: u32, left: u32) -> u32 {
    match left {
        64.. => 64,
        0..=WORD_BITS => left,
        // A little more than a piece: best where a leaf ends.
        _ => {
            let ends = leaves.iter().map(|(leaf, _)| leaf.end().saturating_sub(offset));
            let fits = |bits: &u32| *bits <= WORD_BITS && left - bits <= WORD_BITS && *bits > 0;
            ends.filter(fits).max().unwrap_or(left - 32)
        }
    }
}

/// The expression of `width` bits of the leaves, from `offset` on.
fn part(leaves: &[Written<'_>], offset: u32, width: u32) -> String {
    let end = offset + width;
    let within = leaves.iter().filter(|(leaf, _)| leaf.offset < end && leaf.end() > offset);
    let several = within.clone().count() > 1;
    let term = |leaf: &Leaf| {
        let mut text = leaf.var.clone();
        // What an earlier word holds of it; a whole word has no room for it anyway.
        if leaf.offset < offset && width < 64 {
            text = format!("{text} & {:#X}", (1u64 << (leaf.end() - offset).min(63)) - 1);
            if several {
                text = format!("({text})");
            }
        }
        match (leaf.end().checked_sub(end), end.checked_sub(leaf.end())) {
            (Some(after @ 1..), _) => format!("{text} >> {after}"),
            (_, Some(before @ 1..)) => format!("{text} << {before}"),
            _ => text,
        }
    };
    let terms: Vec<String> = within.filter(|(leaf, _)| leaf.var != "0").map(|(leaf, _)| term(leaf)).collect();
    if terms.is_empty() { "0".into() } else { terms.join(" | ") }
}
