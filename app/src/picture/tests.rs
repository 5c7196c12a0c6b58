use image::{Rgb, Rgba, RgbaImage};

use super::*;

/// A photographed sheet: dark strokes on uneven paper under sensor noise, so that it weighs what
/// phones write.
fn sheet(width: u32, height: u32, noise: u8) -> RgbImage {
    let mut state = 0x2545_f491_4f6c_dd1du64;
    RgbImage::from_fn(width, height, |x, y| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let stroke = (x / 9 % 5 == 0 && y / 40 % 2 == 0) || (y % 40 < 3 && x % 300 < 200);
        let paper = 225 - (x * 40 / width) as u8;
        let base = if stroke { 40 } else { paper };
        let grain = (state % (u64::from(noise) + 1)) as u8;
        Rgb([
            base.saturating_add(grain),
            base.saturating_add(grain / 2),
            base,
        ])
    })
}

fn jpeg(picture: &RgbImage, quality: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut bytes, quality);
    DynamicImage::ImageRgb8(picture.clone())
        .write_with_encoder(encoder)
        .unwrap();
    bytes
}

fn png(picture: &DynamicImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    picture
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

fn size(prepared: &Prepared) -> (u32, u32) {
    let picture = image::load_from_memory(&prepared.bytes).unwrap();
    (picture.width(), picture.height())
}

#[test]
fn a_phone_photo_of_a_sheet_comes_below_200_kilobytes_and_stays_readable() {
    let file = jpeg(&sheet(4000, 3000, 60), 90);
    assert!(
        (2_000_000..8_000_000).contains(&file.len()),
        "{} bytes",
        file.len()
    );
    let prepared = prepare(&file, PictureOf::Sheet).unwrap();
    assert_eq!(prepared.media, Media::Jpeg);
    assert!(
        prepared.bytes.len() < 200_000,
        "{} bytes",
        prepared.bytes.len()
    );
    assert!(size(&prepared).0 >= 1000, "{:?}", size(&prepared));
}

#[test]
fn one_side_of_an_id_card_comes_below_80_kilobytes() {
    let file = png(&DynamicImage::ImageRgb8(sheet(1600, 1100, 40)));
    assert!(file.len() > 2_000_000, "{} bytes", file.len());
    let prepared = prepare(&file, PictureOf::IdSide).unwrap();
    assert!(
        prepared.bytes.len() < 80_000,
        "{} bytes",
        prepared.bytes.len()
    );
    assert!(size(&prepared).0 >= 600, "{:?}", size(&prepared));
}

#[test]
fn the_camera_s_notes_are_gone_and_the_picture_stands_upright() {
    // An EXIF block that says "turned by a quarter" and names a place.
    let mut exif =
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
    exif.extend_from_slice(b"GPS 28.59N 119.27E Canon");
    let plain = jpeg(&sheet(900, 600, 10), 85);
    let mut file = plain[..2].to_vec();
    file.extend_from_slice(&[0xff, 0xe1]);
    file.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
    file.extend_from_slice(&exif);
    file.extend_from_slice(&plain[2..]);
    let prepared = prepare(&file, PictureOf::Sheet).unwrap();
    assert_eq!(size(&prepared), (600, 900));
    for trace in [&b"Exif"[..], b"GPS", b"Canon"] {
        assert!(
            !prepared
                .bytes
                .windows(trace.len())
                .any(|window| window == trace)
        );
    }
}

#[test]
fn a_pdf_is_kept_as_it_is_below_two_megabytes() {
    let mut file = b"%PDF-1.4\n".to_vec();
    file.extend(std::iter::repeat_n(b' ', 1000));
    file.extend_from_slice(b"%%EOF\n");
    let prepared = prepare(&file, PictureOf::Sheet).unwrap();
    assert_eq!((prepared.bytes, prepared.media), (file.clone(), Media::Pdf));
    let mut large = file.clone();
    large.splice(9..9, std::iter::repeat_n(b' ', MAX_PDF));
    let fault = PictureFault::TooLarge {
        limit_bytes: 2 * 1024 * 1024,
    };
    assert_eq!(prepare(&large, PictureOf::Sheet), Err(fault));
    assert_eq!(
        prepare(&file[..500], PictureOf::Sheet),
        Err(PictureFault::Damaged)
    );
}

#[test]
fn what_is_no_picture_is_refused_by_what_it_is() {
    let whole = jpeg(&sheet(900, 600, 10), 85);
    assert_eq!(prepare(b"", PictureOf::Sheet), Err(PictureFault::Empty));
    assert_eq!(
        prepare(b"hello, I am a text", PictureOf::Sheet),
        Err(PictureFault::Format)
    );
    assert_eq!(
        prepare(b"GIF89a..........", PictureOf::Sheet),
        Err(PictureFault::Format)
    );
    assert_eq!(
        prepare(&whole[..whole.len() / 2], PictureOf::Sheet),
        Err(PictureFault::Damaged)
    );
    let tiny = jpeg(&sheet(60, 60, 0), 85);
    assert_eq!(
        prepare(&tiny, PictureOf::Sheet),
        Err(PictureFault::TooSmall)
    );
}

#[test]
fn a_picture_of_two_hundred_megapixels_is_refused_before_it_is_unpacked() {
    // A PNG header that claims 20000 x 10000; nothing behind it would fit into memory anyway.
    let mut file = png(&DynamicImage::ImageRgb8(sheet(100, 100, 0)));
    file[16..20].copy_from_slice(&20_000u32.to_be_bytes());
    file[20..24].copy_from_slice(&10_000u32.to_be_bytes());
    let crc = crc32(&file[12..29]);
    file[29..33].copy_from_slice(&crc.to_be_bytes());
    let fault = PictureFault::TooManyPixels {
        limit_megapixels: MAX_MEGAPIXELS,
    };
    assert_eq!(prepare(&file, PictureOf::Sheet), Err(fault));
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            if crc & 1 == 1 {
                (crc >> 1) ^ 0xedb8_8320
            } else {
                crc >> 1
            }
        })
    })
}

#[test]
fn a_signature_lies_on_white_paper() {
    let mut strokes = RgbaImage::from_pixel(800, 300, Rgba([0, 0, 0, 0]));
    for x in 100..700 {
        strokes.put_pixel(x, 150, Rgba([0, 0, 0, 255]));
    }
    let file = png(&DynamicImage::ImageRgba8(strokes));
    let prepared = prepare(&file, PictureOf::Signature).unwrap();
    assert_eq!(prepared.media, Media::Png);
    let picture = image::load_from_memory(&prepared.bytes).unwrap().to_luma8();
    assert_eq!(picture.get_pixel(10, 10).0, [255]);
    assert_eq!(picture.get_pixel(400, 150).0, [0]);
}

#[test]
fn every_picture_has_a_small_one_below_six_kilobytes_and_a_pdf_has_none() {
    for (width, height) in [(4000, 3000), (1300, 900), (200, 3000), (90, 90)] {
        let file = jpeg(&sheet(width, height, 60), 90);
        let prepared = prepare(&file, PictureOf::Sheet).unwrap();
        let small = prepared.thumbnail.unwrap();
        assert!(small.len() <= MAX_THUMBNAIL, "{} bytes", small.len());
        let shown = image::load_from_memory(&small).unwrap();
        let ratio = |w: u32, h: u32| f64::from(w) / f64::from(h);
        let off = ratio(shown.width(), shown.height()) / ratio(width, height);
        assert!((0.8..1.25).contains(&off), "{shown:?}");
        assert!(thumbnail(&prepared.bytes).is_some_and(|again| again.len() <= MAX_THUMBNAIL));
    }
    assert_eq!(thumbnail(b"%PDF-1.7 ... %%EOF"), None);
    assert_eq!(thumbnail(b"nothing"), None);
}
