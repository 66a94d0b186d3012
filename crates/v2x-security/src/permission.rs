//! Whether authorities could give what a certificate claims (IEEE 1609.2 §5.1.1, §5.2.3).

use alloc::boxed::Box;
use alloc::vec::Vec;

use v2x::envelope::Psid;
use v2x::envelope::ieee1609dot2::{
    Certificate, GroupPermission, Permission, PsidSspRange, SspRange, SubjectPermissions,
};

/// A permission of a certificate's holder, kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Granted {
    pub(crate) psid: Psid,
    ssp: Option<(u8, Box<[u8]>)>,
}

impl Granted {
    pub(crate) fn all_of(certificate: &Certificate<'_>) -> Vec<Self> {
        let permissions = certificate.app_permissions.iter().flat_map(|permissions| permissions.iter());
        permissions
            .map(|Permission { psid, ssp }| Self { psid, ssp: ssp.map(|(tag, octets)| (tag, octets.into())) })
            .collect()
    }

    pub(crate) fn as_permission(&self) -> Permission<'_> {
        Permission { psid: self.psid, ssp: self.ssp.as_ref().map(|(tag, octets)| (*tag, &**octets)) }
    }
}

/// The tags of `ServiceSpecificPermissions`.
const OPAQUE: u8 = 0x80;
const BIT_MAP: u8 = 0x81;

/// The kind of holder that signs messages, in `EndEntityType`.
const SIGNER: u8 = 0x80;

/// Whether an authority with these entries could give `wanted` to the holder of a certificate that many steps below.
pub(crate) fn may_give(entries: &[GroupPermission], below: i64, wanted: &Permission<'_>) -> bool {
    // "All" is all but what the same certificate lists, whatever the list says of it.
    let listed = entries.iter().any(|entry| ranges(entry).iter().any(|range| range.psid == wanted.psid));
    entries.iter().any(|entry| {
        let covers = match &entry.subject {
            SubjectPermissions::All => !listed,
            _ => ranges(entry)
                .iter()
                .any(|range| range.psid == wanted.psid && covers(range.range.as_ref(), wanted)),
        };
        covers && entry.end_entity & SIGNER != 0 && reaches(entry, below)
    })
}

fn ranges(entry: &GroupPermission) -> &[PsidSspRange] {
    match &entry.subject {
        SubjectPermissions::Explicit(ranges) => ranges,
        _ => &[],
    }
}

/// Whether the entry holds for certificates so many steps below.
fn reaches(entry: &GroupPermission, below: i64) -> bool {
    let (least, range) = (entry.min_chain_length, entry.chain_length_range);
    below >= least && (range == -1 || (range >= 0 && below <= least.saturating_add(range)))
}

/// Whether a range covers a service-specific permission.
fn covers(range: Option<&SspRange>, wanted: &Permission<'_>) -> bool {
    match (range, wanted.ssp) {
        (Some(SspRange::All), _) | (None, None) => true,
        (Some(SspRange::Opaque(allowed)), None) => allowed.iter().any(Vec::is_empty),
        (Some(SspRange::Opaque(allowed)), Some((OPAQUE, ssp))) => allowed.iter().any(|one| one == ssp),
        (Some(SspRange::BitMap { value, mask }), Some((BIT_MAP, ssp))) => {
            let same = |((value, mask), bits): ((&u8, &u8), &u8)| value & mask == bits & mask;
            value.len() == mask.len() && mask.len() == ssp.len() && value.iter().zip(mask).zip(ssp).all(same)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;

    fn entry(psid: Psid, range: Option<SspRange>) -> GroupPermission {
        let subject = SubjectPermissions::Explicit(vec![PsidSspRange { psid, range }]);
        GroupPermission { subject, ..GroupPermission::default() }
    }

    fn wanted(psid: Psid, ssp: Option<(u8, &[u8])>) -> Permission<'_> {
        Permission { psid, ssp }
    }

    #[test]
    fn ranges_cover_what_they_say() {
        let opaque = Some(SspRange::Opaque(vec![vec![1, 2], vec![]]));
        let bits = Some(SspRange::BitMap { value: vec![1, 0xF0], mask: vec![0xFF, 0xF0] });
        type Case = (Option<SspRange>, Option<(u8, &'static [u8])>, bool);
        let table: [Case; 12] = [
            (None, None, true),
            (None, Some((OPAQUE, &[1])), false),
            (Some(SspRange::All), None, true),
            (Some(SspRange::All), Some((BIT_MAP, &[1])), true),
            (opaque.clone(), Some((OPAQUE, &[1, 2])), true),
            (opaque.clone(), Some((OPAQUE, &[1])), false),
            (opaque.clone(), None, true),
            (opaque, Some((BIT_MAP, &[1, 2])), false),
            (bits.clone(), Some((BIT_MAP, &[1, 0xF7])), true),
            (bits.clone(), Some((BIT_MAP, &[1, 0x70])), false),
            (bits.clone(), Some((BIT_MAP, &[1])), false),
            (bits, None, false),
        ];
        for (range, ssp, expected) in table {
            let entries = [entry(Psid::BSM, range.clone())];
            assert_eq!(may_give(&entries, 1, &wanted(Psid::BSM, ssp)), expected, "{range:?} {ssp:?}");
            assert!(!may_give(&entries, 1, &wanted(Psid::SPAT, ssp)));
        }
    }

    #[test]
    fn all_is_all_but_what_is_listed() {
        let entries = [GroupPermission::default(), entry(Psid::BSM, None)];
        assert!(may_give(&entries, 1, &wanted(Psid::SPAT, Some((OPAQUE, &[1])))));
        assert!(may_give(&entries, 1, &wanted(Psid::BSM, None)));
        assert!(!may_give(&entries, 1, &wanted(Psid::BSM, Some((OPAQUE, &[1])))));
    }

    #[test]
    fn entries_reach_as_far_as_they_say() {
        let reach = |min_chain_length, chain_length_range, end_entity| {
            let entry = GroupPermission {
                min_chain_length,
                chain_length_range,
                end_entity,
                ..GroupPermission::default()
            };
            (1..=4)
                .filter(|below| may_give(core::slice::from_ref(&entry), *below, &wanted(Psid::BSM, None)))
                .count()
        };
        assert_eq!((reach(1, 0, 0x80), reach(2, 1, 0xC0), reach(2, -1, 0x80)), (1, 2, 3));
        assert_eq!((reach(1, -1, 0x40), reach(1, -2, 0x80), reach(i64::MAX, i64::MAX, 0x80)), (0, 0, 0));
    }
}
