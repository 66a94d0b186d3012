//! Components of fixed width that wait to be written at once: a run of those that are always there, or a few of which
//! some may be absent.

use super::Emitter;
use super::encode::Source;
use super::run::{Node, WORD_BITS};
use crate::lower::Component;

/// The components that wait.
#[derive(Default)]
pub(super) struct Pending<'c> {
    items: Vec<Item<'c>>,
    /// The most bits that they take.
    bits: u32,
    /// The variable `short` holds a few bits already, for which they wait as well.
    led: bool,
}

/// One that waits.
struct Item<'c> {
    node: Node,
    /// Where the value comes from; `None`: the node's variable holds its bits.
    source: Option<Source>,
    /// The component, if it may be absent; `node` and `source` are then of what is in it.
    optional: Option<&'c Component>,
}

impl<'c> Pending<'c> {
    /// At most so many bits in the variable `short`.
    pub(super) fn behind(bits: u32) -> Self {
        Self { items: Vec::new(), bits, led: true }
    }

    /// The most bits that wait.
    pub(super) fn bits(&self) -> u32 {
        self.bits
    }

    fn has_gaps(&self) -> bool {
        self.led || self.items.iter().any(|item| item.optional.is_some())
    }

    /// Adds what is always there, after flushing what it does not fit together with.
    pub(super) fn push(
        &mut self,
        node: Node,
        source: Option<Source>,
        emitter: &Emitter<'_>,
        text: &mut String,
    ) {
        let fits = self.bits + node.width() <= WORD_BITS && !node.has_octets();
        if self.has_gaps() && !fits {
            self.flush(emitter, text);
        }
        self.add(Item { node, source, optional: None });
    }

    /// The same for what may be absent.
    pub(super) fn push_optional(
        &mut self,
        node: Node,
        component: &'c Component,
        emitter: &Emitter<'_>,
        text: &mut String,
    ) {
        if self.bits + node.width() > WORD_BITS || self.items.iter().any(|item| item.node.has_octets()) {
            self.flush(emitter, text);
        }
        self.add(Item { node, source: Some(Source::reference("value")), optional: Some(component) });
    }

    fn add(&mut self, item: Item<'c>) {
        self.bits += item.node.width();
        self.items.push(item);
    }

    /// Appends the statements that gather all that waits in `short`, for a component that is written behind it, and gives the
    /// most bits that it takes; or, if those are more than `lead` or none, the statements that write it.
    pub(super) fn lead(&mut self, lead: u32, emitter: &Emitter<'_>, text: &mut String) -> Option<u32> {
        let bits = self.bits;
        if (1..=lead).contains(&bits) && self.items.iter().all(|item| !item.node.has_octets()) {
            self.gather(emitter, text);
            return Some(bits);
        }
        self.flush(emitter, text);
        None
    }

    /// Appends the statements that write all that waits.
    pub(super) fn flush(&mut self, emitter: &Emitter<'_>, text: &mut String) {
        if !self.has_gaps() {
            self.bits = 0;
            let (mut nodes, sources) = split(std::mem::take(&mut self.items));
            text.push_str(&emitter.write_run(&mut nodes, &sources));
            return;
        }
        if !self.led
            && let [Item { node, source, optional: Some(c) }] = self.items.as_slice()
        {
            // By itself it needs no gathering.
            let statements = emitter.write_run(&mut [node.clone()], std::slice::from_ref(source));
            text.push_str(&format!("if let Some(value) = &self.{} {{ {statements} }}\n", c.rust));
            (self.bits, self.items) = (0, Vec::new());
            return;
        }
        self.gather(emitter, text);
        text.push_str("w.put_short(short);\n");
    }

    /// Appends the statements that gather all that waits in the variable `short`.
    fn gather(&mut self, emitter: &Emitter<'_>, text: &mut String) {
        let Self { items, led, .. } = std::mem::take(self);
        if !led {
            text.push_str("let mut short = Short::new();\n");
        }
        let mut always = Vec::new();
        for item in items {
            let Some(c) = item.optional else {
                always.push(item);
                continue;
            };
            push_always(&mut always, emitter, text);
            let push = emitter.push_run(&mut [item.node], &[item.source]);
            text.push_str(&format!("if let Some(value) = &self.{} {{ {push} }}\n", c.rust));
        }
        push_always(&mut always, emitter, text);
    }
}

fn push_always(items: &mut Vec<Item<'_>>, emitter: &Emitter<'_>, text: &mut String) {
    let (mut nodes, sources) = split(std::mem::take(items));
    if nodes.iter().any(|node| node.width() > 0) {
        text.push_str(&emitter.push_run(&mut nodes, &sources));
    }
}

fn split(items: Vec<Item<'_>>) -> (Vec<Node>, Vec<Option<Source>>) {
    items.into_iter().map(|item| (item.node, item.source)).unzip()
}
