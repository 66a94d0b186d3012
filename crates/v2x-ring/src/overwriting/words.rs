//! Arithmetic of item numbers, cells, stamps and nodes.

/// How numbers, cells, stamps and nodes hang together; plain arithmetic.
#[derive(Clone, Copy)]
pub(super) struct Words {
    /// Base-2 logarithm of the number of cells.
    cell_bits: u32,
    /// Low bits of a word that name the node; the rest is the stamp.
    node_bits: u32,
}

impl Words {
    pub(super) fn new(cells: usize, nodes: usize) -> Self {
        Self { cell_bits: cells.trailing_zeros(), node_bits: usize::BITS - (nodes - 1).leading_zeros() }
    }

    /// Word for a vacant node.
    pub(super) fn vacant(self, node: usize) -> u64 {
        node as u64
    }

    /// Word for a node filled with item `number`.
    #[inline(always)]
    pub(super) fn filled(self, number: u64, node: usize) -> u64 {
        (self.stamp_of(number) << self.node_bits) | node as u64
    }

    /// The node that a word names. It fits a `usize`, since every word was made from one.
    #[inline(always)]
    pub(super) fn node(self, word: u64) -> usize {
        (word & !(u64::MAX << self.node_bits)) as usize
    }

    #[inline(always)]
    pub(super) fn stamp(self, word: u64) -> u64 {
        word >> self.node_bits
    }

    #[inline(always)]
    pub(super) fn stamp_of(self, number: u64) -> u64 {
        (number >> self.cell_bits) + 1
    }

    #[inline(always)]
    pub(super) fn cell(self, number: u64) -> usize {
        (number & !(u64::MAX << self.cell_bits)) as usize
    }

    /// Number of the item that a filled `word` in the cell of `number` stands for.
    pub(super) fn number(self, word: u64, number: u64) -> u64 {
        ((self.stamp(word) - 1) << self.cell_bits) | self.cell(number) as u64
    }
}
