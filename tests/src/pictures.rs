//! Pictures as phones take them: text on paper, uneven light, sensor noise, two to eight
//! megabytes.

use std::io;
use std::path::Path;

use ab_glyph::{Font, FontVec, Glyph, PxScale, ScaleFont, point};
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// Where Debian's `fonts-wqy-microhei` puts its font.
const FONT: &str = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";

/// A photograph of a sheet with these lines on it, as JPEG of a quality that phones use.
///
/// # Errors
/// When the font is not installed.
pub fn photo(lines: &[&str], size: (u32, u32), seed: u64) -> io::Result<Vec<u8>> {
    let picture = sheet(lines, size, seed)?;
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(picture)
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, 92))
        .map_err(io::Error::other)?;
    Ok(bytes)
}

/// The same as PNG, as a scanner writes it.
///
/// # Errors
/// When the font is not installed.
pub fn scan(lines: &[&str], size: (u32, u32), seed: u64) -> io::Result<Vec<u8>> {
    let mut bytes = io::Cursor::new(Vec::new());
    DynamicImage::ImageRgb8(sheet(lines, size, seed)?)
        .write_to(&mut bytes, ImageFormat::Png)
        .map_err(io::Error::other)?;
    Ok(bytes.into_inner())
}

/// Writes a photograph to a file and gives its length.
///
/// # Errors
/// When the font is not installed or the file can't be written.
pub fn photo_file(path: &Path, lines: &[&str], size: (u32, u32), seed: u64) -> io::Result<usize> {
    let bytes = photo(lines, size, seed)?;
    std::fs::write(path, &bytes)?;
    Ok(bytes.len())
}

fn sheet(lines: &[&str], (width, height): (u32, u32), seed: u64) -> io::Result<RgbImage> {
    let mut noise = Noise(seed.wrapping_mul(2).wrapping_add(1));
    let mut picture = RgbImage::from_fn(width, height, |x, y| {
        // Light falls from one corner; the desk shows at the edge.
        let light = 235.0 - 50.0 * (x as f32 / width as f32) - 25.0 * (y as f32 / height as f32);
        let edge = x < width / 30 || y < height / 30 || x > width - width / 30;
        let base = if edge { 90.0 } else { light };
        let mut channel = |tint: f32| (base + tint + noise.grain()).clamp(0.0, 255.0) as u8;
        Rgb([channel(4.0), channel(0.0), channel(-8.0)])
    });
    write_lines(&mut picture, lines)?;
    Ok(picture)
}

fn write_lines(picture: &mut RgbImage, lines: &[&str]) -> io::Result<()> {
    let font =
        FontVec::try_from_vec_and_index(std::fs::read(FONT)?, 0).map_err(io::Error::other)?;
    let size = picture.width() as f32 / 22.0;
    for (row, line) in (1u16..).zip(lines) {
        let mut x = picture.width() as f32 / 12.0;
        let y = f32::from(row) * size * 1.7 + size;
        for character in line.chars() {
            let scaled = font.as_scaled(PxScale::from(size));
            let id = scaled.glyph_id(character);
            let glyph: Glyph = id.with_scale_and_position(size, point(x, y));
            x += scaled.h_advance(id);
            ink(picture, &font, glyph);
        }
    }
    Ok(())
}

fn ink(picture: &mut RgbImage, font: &FontVec, glyph: Glyph) {
    let Some(outline) = font.outline_glyph(glyph) else {
        return;
    };
    let bounds = outline.px_bounds();
    outline.draw(|x, y, cover| {
        let (x, y) = (x + bounds.min.x as u32, y + bounds.min.y as u32);
        if x < picture.width() && y < picture.height() {
            for part in &mut picture.get_pixel_mut(x, y).0 {
                *part = (f32::from(*part) * (1.0 - cover * 0.85)) as u8;
            }
        }
    });
}

/// Noise that is the same for the same seed.
struct Noise(u64);

impl Noise {
    /// Roughly what a phone's sensor adds indoors.
    fn grain(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % 31) as f32 - 15.0
    }
}
