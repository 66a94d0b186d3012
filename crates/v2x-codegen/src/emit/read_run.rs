//! Statements that read runs of fixed-width fields, whole words at a time.

use super::Emitter;
use super::ahead::Ahead;
use super::decode::Code;
use super::run::{Leaf, LeafKind, Node, Piece, WORD_BITS, pieces, place};

impl Emitter<'_> {
    /// Statements that read neighbouring nodes of fixed width into their targets, out of the word `ahead` if that holds
    /// them. Afterwards that is the word behind them, if there is one: with `keep` there is, but for wide fields.
    pub(super) fn read_run(&self, nodes: &mut [Node], ahead: &mut Ahead, keep: bool) -> String {
        let total = place(nodes);
        let leaves: Vec<&Leaf> = nodes.iter().flat_map(Node::leaves).collect();
        let mut text = String::new();
        if total > 0 {
            text.push_str(&match single(&leaves) {
                _ if ahead.holds(total) && !leaves.iter().any(|leaf| leaf.is_alone()) => {
                    self.read_ahead(&leaves, total, ahead)
                }
                Some(leaf) if keep && !leaf.is_alone() => ahead.load() + &leaf.read_next(ahead),
                Some(leaf) => {
                    *ahead = Ahead::default();
                    leaf.read(&leaf.alone(), &|kind| leaf.error_behind(leaf.end(), kind))
                }
                None => self.read_new_run(&leaves, total, ahead),
            });
        }
        for leaf in leaves.iter().filter(|leaf| leaf.bits == 0) {
            text.push_str(&leaf.bind(&leaf.only()));
        }
        text
    }

    /// The statements for leaves that lie in a word that was loaded already.
    fn read_ahead(&self, leaves: &[&Leaf], total: u32, ahead: &mut Ahead) -> String {
        let was_read = ahead.was_read();
        if let Some(leaf) = single(leaves).filter(|_| !was_read) {
            return ahead.begin() + &leaf.read_next(ahead);
        }
        let (word, before) = ahead.take(total);
        let mut text = if was_read { String::new() } else { check(total, leaves) };
        for leaf in leaves.iter().filter(|leaf| leaf.bits > 0) {
            let raw = format!("cut({word}, {}, {})", before + leaf.offset, leaf.bits);
            text.push_str(&leaf.read(&raw, &|kind| leaf.error_behind(total, kind)));
        }
        text
    }

    /// The statements for leaves for which words are loaded.
    fn read_new_run(&self, leaves: &[&Leaf], total: u32, ahead: &mut Ahead) -> String {
        let mut text = format!("let run = {}", check(total, leaves));
        *ahead = Ahead::default();
        for (p, piece) in pieces(leaves).into_iter().enumerate() {
            match piece {
                Piece::Word(offset, members) => {
                    let word = format!("word{p}");
                    text.push_str(&format!("let {word} = run.word_from({});\n", offset / 8));
                    for i in members {
                        let leaf = leaves[i];
                        let raw = format!("cut({word}, {}, {})", leaf.offset - offset, leaf.bits);
                        text.push_str(&leaf.read(&raw, &|kind| leaf.run_error(kind)));
                    }
                    *ahead = Ahead::of(word, total - offset);
                }
                Piece::Alone(i) => {
                    let leaf = leaves[i];
                    let raw = match &leaf.kind {
                        LeafKind::Octets(..) => format!("run.octets({})", leaf.offset),
                        _ => format!("run.wide({}, {})", leaf.offset, leaf.bits),
                    };
                    text.push_str(&leaf.read(&raw, &|kind| leaf.run_error(kind)));
                    *ahead = Ahead::default();
                }
            }
        }
        text
    }

    /// The code that reads a leaf that may be absent out of the word ahead, which begins with it.
    pub(super) fn next_value(&self, leaf: &Leaf, ahead: &mut Ahead) -> Code {
        let raw = ahead.next(leaf.bits, &leaf.at);
        match leaf.plain(&raw) {
            Some(value) => Code::value(value),
            None => {
                let statements = leaf.read(&raw, &|kind| leaf.error_behind(leaf.bits, kind));
                Code { statements, value: leaf.var.clone() }
            }
        }
    }
}

/// The statement that moves the reader behind neighbouring nodes.
pub(super) fn pass(nodes: &mut [Node]) -> String {
    let total = place(nodes);
    check(total, &nodes.iter().flat_map(Node::leaves).collect::<Vec<_>>())
}

fn check(total: u32, leaves: &[&Leaf]) -> String {
    format!("r.run({total}, &[{}])?;\n", fields(leaves))
}

/// The names of leaves, each with the offset at which it ends.
fn fields(leaves: &[&Leaf]) -> String {
    let named = leaves.iter().filter(|leaf| leaf.bits > 0);
    let fields: Vec<String> = named.map(|leaf| format!("({}, {:?})", leaf.end(), leaf.at)).collect();
    fields.join(", ")
}

/// The one leaf among leaves that has bits, if it needs no run: it fits a word, or is octets.
pub(super) fn single<'l>(leaves: &[&'l Leaf]) -> Option<&'l Leaf> {
    let mut wide = leaves.iter().filter(|leaf| leaf.bits > 0);
    match (wide.next(), wide.next()) {
        (Some(leaf), None) if matches!(leaf.kind, LeafKind::Octets(..)) => Some(leaf),
        (Some(leaf), None) if leaf.bits <= WORD_BITS && !matches!(leaf.kind, LeafKind::Opening) => Some(leaf),
        _ => None,
    }
}
