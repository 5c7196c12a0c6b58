//! Pictures made small enough for a mountain line and plain enough to keep: upright, without
//! EXIF, below a byte budget. A PDF is kept as it is.

use std::borrow::Cow;
use std::io::Cursor;
use std::sync::{Mutex, PoisonError};

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, RgbImage};
use shanyi_domain::fact::Media;
use shanyi_wire::exchange::MAX_THUMBNAIL;

use crate::error::PictureFault;
use crate::view::PictureOf;

/// Largest file that is looked at, in bytes. Phones write up to about 12 MB.
pub const MAX_FILE: usize = 32 * 1024 * 1024;
/// Largest PDF that is kept, in bytes.
pub const MAX_PDF: usize = 2 * 1024 * 1024;
/// Largest picture that is unpacked: 64 megapixels take 200 MB for a moment.
const MAX_MEGAPIXELS: u32 = 64;
/// Most bytes that a megapixel may take unpacked: three for each, in colour, and a little more.
const UNPACKED: u64 = 3_125_000;
/// One picture is unpacked at a time: several that are dropped together wait for each other, or a
/// PC with 4 GB would have to hold them all.
static UNPACKING: Mutex<()> = Mutex::new(());
/// A picture whose shorter side has fewer pixels than this shows nothing that can be read.
const LEAST_SIDE: u32 = 80;

/// A picture ready to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prepared {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What they are.
    pub media: Media,
    /// A small picture of it, a JPEG that goes ahead of it to the township.
    pub thumbnail: Option<Vec<u8>>,
}

/// The longer side of a small picture, in pixels: enough to see which paper it is.
const SMALL: u32 = 320;

/// A small picture of a kept image; `None` of a PDF, or of what can't be read.
#[must_use]
pub fn thumbnail(kept: &[u8]) -> Option<Vec<u8>> {
    if media(kept) == Media::Pdf {
        return None;
    }
    let _alone = UNPACKING.lock().unwrap_or_else(PoisonError::into_inner);
    small(&on_white(&upright(kept, SMALL, MAX_MEGAPIXELS).ok()?))
}

fn small(picture: &RgbImage) -> Option<Vec<u8>> {
    let (width, height) = (picture.width(), picture.height());
    let longest = width.max(height);
    let picture = match longest <= SMALL {
        true => picture.clone(),
        false => {
            let side = |of: u32| (of * SMALL / longest).max(1);
            image::imageops::thumbnail(picture, side(width), side(height))
        }
    };
    let budget = Budget {
        bytes: MAX_THUMBNAIL,
        longest: SMALL,
    };
    photograph(picture, &budget).ok().map(|small| small.bytes)
}

/// What the bytes of a kept picture are.
#[must_use]
pub fn media(bytes: &[u8]) -> Media {
    if bytes.starts_with(b"%PDF-") {
        Media::Pdf
    } else if bytes.starts_with(b"\x89PNG") {
        Media::Png
    } else {
        Media::Jpeg
    }
}

/// What a kind of picture may weigh and how large it is at most.
struct Budget {
    bytes: usize,
    /// Longer side in pixels: 2000 is 170 dots an inch on A4.
    longest: u32,
}

const fn budget(of: PictureOf) -> Budget {
    match of {
        PictureOf::Sheet => Budget {
            bytes: 200_000,
            longest: 2000,
        },
        PictureOf::IdSide => Budget {
            bytes: 80_000,
            longest: 1300,
        },
        PictureOf::Signature => Budget {
            bytes: 80_000,
            longest: 1200,
        },
    }
}

/// Prepares a file by what its bytes are, whatever it is called.
///
/// # Errors
/// [`PictureFault`], when nothing readable can come of it.
pub fn prepare(file: &[u8], of: PictureOf) -> Result<Prepared, PictureFault> {
    prepare_below(file, of, MAX_MEGAPIXELS)
}

/// As [`prepare`], and refuses pictures of more than so many megapixels before it unpacks them.
///
/// # Errors
/// [`PictureFault`].
pub fn prepare_below(
    file: &[u8],
    of: PictureOf,
    megapixels: u32,
) -> Result<Prepared, PictureFault> {
    if file.is_empty() {
        return Err(PictureFault::Empty);
    }
    if file.len() > MAX_FILE {
        return Err(too_large(MAX_FILE));
    }
    if file.starts_with(b"%PDF-") {
        return pdf(file);
    }
    let _alone = UNPACKING.lock().unwrap_or_else(PoisonError::into_inner);
    let picture = upright(file, budget(of).longest, megapixels)?;
    if picture.width().min(picture.height()) < LEAST_SIDE {
        return Err(PictureFault::TooSmall);
    }
    let picture = on_white(&picture);
    let thumbnail = small(&picture);
    let prepared = match of {
        PictureOf::Signature => drawing(picture, &budget(of)),
        PictureOf::Sheet | PictureOf::IdSide => photograph(picture, &budget(of)),
    };
    prepared.map(|prepared| Prepared {
        thumbnail,
        ..prepared
    })
}

fn pdf(file: &[u8]) -> Result<Prepared, PictureFault> {
    if file.len() > MAX_PDF {
        return Err(too_large(MAX_PDF));
    }
    // A PDF ends with its marker; one that was cut off on its way does not.
    let tail = &file[file.len().saturating_sub(2048)..];
    if !tail.windows(5).any(|window| window == b"%%EOF") {
        return Err(PictureFault::Damaged);
    }
    Ok(Prepared {
        bytes: file.to_vec(),
        media: Media::Pdf,
        thumbnail: None,
    })
}

/// Unpacks a picture and turns it upright; one that is far larger than `longest` is halved first.
fn upright(file: &[u8], longest: u32, megapixels: u32) -> Result<DynamicImage, PictureFault> {
    let plain = plain(file);
    let file = plain.as_ref();
    let mut reader = ImageReader::new(Cursor::new(file))
        .with_guessed_format()
        .map_err(|_| PictureFault::Damaged)?;
    if is_heic(file) {
        return Err(PictureFault::Heic);
    }
    if !matches!(reader.format(), Some(ImageFormat::Jpeg | ImageFormat::Png)) {
        return Err(PictureFault::Format);
    }
    if reader.format() == Some(ImageFormat::Jpeg) && !jpeg_is_whole(file) {
        return Err(PictureFault::Damaged);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(2 * UNPACKED * u64::from(megapixels));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|_| PictureFault::Damaged)?;
    let (width, height) = decoder.dimensions();
    let too_many = u64::from(width) * u64::from(height) > u64::from(megapixels) * 1_000_000;
    // A picture of sixteen bits a colour takes twice the room for the same pixels.
    if too_many || decoder.total_bytes() > UNPACKED * u64::from(megapixels) {
        return Err(PictureFault::TooManyPixels {
            limit_megapixels: megapixels,
        });
    }
    // A damaged EXIF block says nothing about the picture itself.
    let orientation = decoder
        .orientation()
        .unwrap_or(image::metadata::Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|_| PictureFault::Damaged)?;
    if picture.width().max(picture.height()) > longest * 3 {
        picture = picture.thumbnail(longest * 2, longest * 2);
    }
    picture.apply_orientation(orientation);
    Ok(picture)
}

/// What a PNG is drawn from, and how it lies.
const DRAWN: [&[u8]; 6] = [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"eXIf"];

/// A PNG without what is not drawn: a profile of colours, or words, of some kilobytes unpack to as
/// much as a decoder lets them. Anything else is left as it is.
fn plain(file: &[u8]) -> Cow<'_, [u8]> {
    const BEGINNING: usize = 8;
    if media(file) != Media::Png {
        return Cow::Borrowed(file);
    }
    let (mut kept, mut at) = (file.get(..BEGINNING).unwrap_or(file).to_vec(), BEGINNING);
    while let Some([a, b, c, d]) = file.get(at..at + 4) {
        // The length, the kind and the check sum stand around the content.
        let length = 12 + u32::from_be_bytes([*a, *b, *c, *d]) as usize;
        let part = file
            .get(at..at.saturating_add(length))
            .unwrap_or(&file[at..]);
        if part.get(4..8).is_none_or(|kind| DRAWN.contains(&kind)) {
            kept.extend_from_slice(part);
        }
        at += part.len();
    }
    Cow::Owned(kept)
}

/// Whether these are the bytes of a phone's HEIC photo, whatever the file is called.
fn is_heic(file: &[u8]) -> bool {
    let brands: [&[u8]; 8] = [
        b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif",
    ];
    file.get(4..8) == Some(b"ftyp") && file.get(8..12).is_some_and(|brand| brands.contains(&brand))
}

/// Most scans of a JPEG. A progressive photograph has some ten; with thousands, each of which goes
/// over the whole picture, a file of megabytes keeps an old PC busy for hours.
const MOST_SCANS: u32 = 64;

/// Whether a JPEG reaches its end marker. Decoders paint what a cut-off file lacks in grey, and
/// the township would ask for the paper again.
fn jpeg_is_whole(file: &[u8]) -> bool {
    const START_OF_SCAN: u8 = 0xda;
    const END: u8 = 0xd9;
    let (mut at, mut scans) = (2, 0);
    while let Some([0xff, marker]) = file.get(at..at + 2) {
        match *marker {
            END => return true,
            0xff => at += 1,
            marker => {
                let Some([high, low]) = file.get(at + 2..at + 4) else {
                    return false;
                };
                at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
                if marker == START_OF_SCAN {
                    scans += 1;
                    if scans > MOST_SCANS {
                        return false;
                    }
                    at += scan_length(file.get(at..).unwrap_or_default());
                }
            }
        }
    }
    false
}

/// Bytes of packed pixels up to the next marker: there, 0xff stands only before a stuffed zero or
/// a restart.
fn scan_length(scan: &[u8]) -> usize {
    let ends = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0 | 0xd0..=0xd7 | 0xff);
    scan.windows(2).position(ends).unwrap_or(scan.len())
}

/// Lays what is transparent on white paper.
fn on_white(picture: &DynamicImage) -> RgbImage {
    if !picture.color().has_alpha() {
        return picture.to_rgb8();
    }
    let picture = picture.to_rgba8();
    RgbImage::from_fn(picture.width(), picture.height(), |x, y| {
        let [red, green, blue, alpha] = picture.get_pixel(x, y).0;
        let mix = |part: u8| {
            let (part, alpha) = (u32::from(part), u32::from(alpha));
            u8::try_from((part * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)
        };
        image::Rgb([mix(red), mix(green), mix(blue)])
    })
}

/// The largest and then the finest JPEG below the budget: letters suffer from fewer pixels before
/// they suffer from stronger compression, so quality falls to 50 before size does.
fn photograph(picture: RgbImage, budget: &Budget) -> Result<Prepared, PictureFault> {
    let mut longest = budget.longest.min(picture.width().max(picture.height()));
    let mut picture = DynamicImage::ImageRgb8(picture);
    loop {
        picture = fitted(picture, longest);
        for quality in [82, 72, 62, 50] {
            let mut bytes = Vec::new();
            picture
                .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality))
                .map_err(|_| PictureFault::Damaged)?;
            if bytes.len() < budget.bytes {
                return Ok(Prepared {
                    bytes,
                    media: Media::Jpeg,
                    thumbnail: None,
                });
            }
        }
        longest = longest * 4 / 5;
        if longest < LEAST_SIDE {
            return Err(too_large(budget.bytes));
        }
    }
}

/// A drawing in black and white: PNG of grey values, smaller until it fits.
fn drawing(picture: RgbImage, budget: &Budget) -> Result<Prepared, PictureFault> {
    let mut longest = budget.longest.min(picture.width().max(picture.height()));
    let mut picture = DynamicImage::ImageLuma8(DynamicImage::ImageRgb8(picture).to_luma8());
    loop {
        picture = fitted(picture, longest);
        let mut bytes = Vec::new();
        picture
            .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
            .map_err(|_| PictureFault::Damaged)?;
        if bytes.len() < budget.bytes {
            return Ok(Prepared {
                bytes,
                media: Media::Png,
                thumbnail: None,
            });
        }
        longest = longest * 3 / 4;
        if longest < LEAST_SIDE {
            return Err(too_large(budget.bytes));
        }
    }
}

fn fitted(picture: DynamicImage, longest: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= longest {
        return picture;
    }
    // Halving by plain averages first keeps the costly filter off a camera's full size.
    let (width, height) = (picture.width(), picture.height());
    let picture = if width.max(height) > longest * 3 {
        picture.thumbnail(longest * 2, longest * 2)
    } else {
        picture
    };
    picture.resize(longest, longest, FilterType::CatmullRom)
}

fn too_large(limit: usize) -> PictureFault {
    PictureFault::TooLarge {
        limit_bytes: u32::try_from(limit).unwrap_or(u32::MAX),
    }
}

#[cfg(test)]
mod tests;
