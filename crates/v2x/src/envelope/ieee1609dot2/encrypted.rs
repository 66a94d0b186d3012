//! Encrypted data (`EncryptedData`): recognised and measured, never decrypted here.

use super::coer;
use super::key::CurvePoint;
use crate::envelope::error::EnvelopeError;
use crate::envelope::read::Reader;

/// Encrypted data: for whom, and the ciphertext.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncryptedData<'a> {
    octets: &'a [u8],
    /// How many recipients it names.
    pub recipients: u32,
    /// The tag of the cipher in `SymmetricCiphertext`: 0x80 is AES-128 in CCM mode.
    pub cipher: u8,
    /// The ciphertext, without its nonce; for a cipher that this library does not know, all of its encoding.
    pub ciphertext: &'a [u8],
}

impl<'a> EncryptedData<'a> {
    /// The whole structure as encoded.
    pub const fn as_octets(&self) -> &'a [u8] {
        self.octets
    }

    pub(super) fn read(r: &mut Reader<'a>) -> Result<Self, EnvelopeError> {
        let start = *r;
        let recipients = coer::unsigned(r)?;
        for _ in 0..recipients {
            recipient(r)?;
        }
        let (cipher, ciphertext) = symmetric_ciphertext(r)?;
        Ok(Self { octets: r.since(&start), recipients, cipher, ciphertext })
    }
}

/// `RecipientInfo`: an 8-octet name of the recipient's key, then the data key encrypted with it.
fn recipient(r: &mut Reader<'_>) -> Result<(), EnvelopeError> {
    let at = *r;
    let tag = r.u8()?;
    if !(0x80..=0x84).contains(&tag) {
        return Err(coer::no_alternative(&at, "RecipientInfo", tag));
    }
    r.take(8)?;
    match tag {
        0x80 => Ok(()),
        0x81 => symmetric_ciphertext(r).map(drop),
        _ => encrypted_key(r),
    }
}

/// `EncryptedDataEncryptionKey`: a point, the key's 16 octets encrypted, and a tag of 16 octets (32 with SM2).
fn encrypted_key(r: &mut Reader<'_>) -> Result<(), EnvelopeError> {
    let at = *r;
    match r.u8()? {
        0x80 | 0x81 => {
            CurvePoint::read(r, 32)?;
            r.take(16 + 16).map(drop)
        }
        tag => coer::unknown_alternative(r, &at, "EncryptedDataEncryptionKey", tag).map(drop),
    }
}

/// `SymmetricCiphertext`: a nonce of 12 octets and the ciphertext, which includes its authentication tag.
fn symmetric_ciphertext<'a>(r: &mut Reader<'a>) -> Result<(u8, &'a [u8]), EnvelopeError> {
    let at = *r;
    let tag = r.u8()?;
    let ciphertext = match tag {
        0x80 => {
            r.take(12)?;
            coer::octets(r)?
        }
        _ => coer::unknown_alternative(r, &at, "SymmetricCiphertext", tag)?,
    };
    Ok((tag, ciphertext))
}
