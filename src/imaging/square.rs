//! From a file to a small square picture with nothing left of the file but its pixels.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::error::ImageError;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};

/// Bytes of a file (product AC-03).
pub const FILE_MAX: usize = 5 * 1024 * 1024;
/// Pixels of a side (product AC-03).
pub const SIDE_MAX: u32 = 4096;
/// Memory for the pixels of one picture: 4096 × 4096 of 8 bytes.
pub const MEMORY_MAX: u64 = 128 * 1024 * 1024;
/// Pixels of a side of what is kept.
pub const SIDE: u32 = 256;
/// Quality of JPEG, of 100: above it files grow and eyes see nothing of it.
const QUALITY: u8 = 88;

/// A picture as it is kept and served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Picture {
    /// `image/jpeg`, or `image/png` where there is transparency.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What is wrong with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is none.
    Missing,
    /// It has more bytes than [`FILE_MAX`].
    TooLarge,
    /// It is neither JPEG nor PNG nor WebP.
    NotAnImage,
    /// One side has more pixels than [`SIDE_MAX`].
    TooManyPixels,
    /// It breaks off, or is not what it says it is.
    Broken,
}

impl Refusal {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Missing, Self::TooLarge, Self::NotAnImage, Self::TooManyPixels, Self::Broken];

    /// Its stable word, in pages and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Missing => "picture-missing",
            Self::TooLarge => "picture-too-large",
            Self::NotAnImage => "picture-not-an-image",
            Self::TooManyPixels => "picture-too-many-pixels",
            Self::Broken => "picture-broken",
        }
    }
}

/// The picture in `file`: its middle, at most [`SIDE`] pixels a side, upright, without metadata.
///
/// # Errors
/// What is wrong with the file. Dimensions are read and checked before any pixel is.
pub fn square(file: &[u8]) -> Result<Picture, Refusal> {
    if file.is_empty() {
        return Err(Refusal::Missing);
    }
    if file.len() > FILE_MAX {
        return Err(Refusal::TooLarge);
    }
    // By the first bytes: neither the name of a file nor the type it was sent with says what it is.
    let format = image::guess_format(file).map_err(|_| Refusal::NotAnImage)?;
    if !matches!(format, ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP) {
        return Err(Refusal::NotAnImage);
    }
    let mut picture = decode(file, format)?;
    let side = picture.width().min(picture.height());
    let (x, y) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    picture = picture.crop_imm(x, y, side, side);
    // First roughly, then finely: as good to the eye as finely at once, and many times faster.
    if side > 4 * SIDE {
        picture = picture.thumbnail_exact(2 * SIDE, 2 * SIDE);
    }
    if side > SIDE {
        picture = picture.resize_exact(SIDE, SIDE, FilterType::Lanczos3);
    }
    encode(&picture)
}

fn decode(file: &[u8], format: ImageFormat) -> Result<DynamicImage, Refusal> {
    let mut limits = Limits::no_limits();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refusal(&error))?;
    let (width, height) = decoder.dimensions();
    if width > SIDE_MAX || height > SIDE_MAX {
        return Err(Refusal::TooManyPixels);
    }
    if width == 0 || height == 0 {
        return Err(Refusal::Broken);
    }
    let orientation = decoder.orientation().map_err(|error| refusal(&error))?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refusal(&error))?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

const fn refusal(error: &ImageError) -> Refusal {
    match error {
        ImageError::Limits(_) => Refusal::TooManyPixels,
        _ => Refusal::Broken,
    }
}

fn encode(picture: &DynamicImage) -> Result<Picture, Refusal> {
    let pixels = picture.to_rgba8();
    let mut bytes = Vec::new();
    let is_opaque = pixels.pixels().all(|pixel| pixel.0[3] == u8::MAX);
    let written = if is_opaque {
        let opaque = DynamicImage::ImageRgba8(pixels).into_rgb8();
        JpegEncoder::new_with_quality(&mut bytes, QUALITY).encode_image(&opaque)
    } else {
        DynamicImage::ImageRgba8(pixels).write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
    };
    written.map_err(|_| Refusal::Broken)?;
    Ok(Picture { content_type: if is_opaque { "image/jpeg" } else { "image/png" }, bytes })
}

#[cfg(test)]
mod tests {
    use image::{Rgb, RgbImage, Rgba, RgbaImage};

    use super::*;

    fn file(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
        let image = RgbImage::from_fn(width, height, |x, _| Rgb([u8::try_from(x % 256).unwrap(), 80, 160]));
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), format).unwrap();
        bytes
    }

    fn opened(picture: &Picture) -> DynamicImage {
        image::load_from_memory(&picture.bytes).unwrap()
    }

    #[test]
    fn each_format_becomes_a_small_square() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let drawn = square(&file(700, 400, format)).unwrap();
            assert_eq!(drawn.content_type, "image/jpeg", "{format:?}");
            assert_eq!((opened(&drawn).width(), opened(&drawn).height()), (SIDE, SIDE), "{format:?}");
        }
        let small = square(&file(40, 90, ImageFormat::Png)).unwrap();
        assert_eq!((opened(&small).width(), opened(&small).height()), (40, 40), "it is not blown up");
    }

    #[test]
    fn transparency_stays() {
        let image = RgbaImage::from_pixel(300, 300, Rgba([10, 20, 30, 0]));
        let mut bytes = Vec::new();
        image.write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png).unwrap();
        let drawn = square(&bytes).unwrap();
        assert_eq!(drawn.content_type, "image/png");
        assert_eq!(opened(&drawn).to_rgba8().get_pixel(9, 9).0[3], 0);
    }

    #[test]
    fn nothing_is_left_of_the_file_but_its_pixels() {
        // A JPEG with a comment, an EXIF segment that turns it, and a page behind its end.
        let mut bytes = file(320, 320, ImageFormat::Jpeg);
        let exif = b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS-SECRET";
        let mut segments = vec![0xff, 0xfe, 0, 12];
        segments.extend_from_slice(b"my-comment");
        segments.extend_from_slice(&[0xff, 0xe1]);
        segments.extend_from_slice(&u16::try_from(exif.len() + 2).unwrap().to_be_bytes());
        segments.extend_from_slice(exif);
        bytes.splice(2..2, segments);
        bytes.extend_from_slice(b"<script>alert(1)</script>");
        let drawn = square(&bytes).unwrap();
        for trace in [&b"my-comment"[..], b"Exif", b"GPS-SECRET", b"<script>"] {
            assert!(!drawn.bytes.windows(trace.len()).any(|part| part == trace), "{trace:?}");
        }
        // Its rows ran from dark to light; turned by the EXIF orientation 6 its columns do.
        let turned = opened(&drawn).to_rgb8();
        assert!(turned.get_pixel(100, 5).0[0].abs_diff(turned.get_pixel(200, 5).0[0]) < 30);
        assert!(turned.get_pixel(100, 5).0[0].abs_diff(turned.get_pixel(100, 150).0[0]) > 80);
    }

    /// A PNG that says it has `width` × `height` pixels and holds hardly any.
    fn bomb(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = file(8, 8, ImageFormat::Png);
        bytes[16..20].copy_from_slice(&width.to_be_bytes());
        bytes[20..24].copy_from_slice(&height.to_be_bytes());
        let mut crc = crc(&bytes[12..29]).to_be_bytes().to_vec();
        bytes.splice(29..33, crc.drain(..));
        bytes
    }

    fn crc(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(u32::MAX, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 })
        })
    }

    #[test]
    fn hostile_files_are_refused_by_name() {
        let whole = file(600, 600, ImageFormat::Png);
        let jpeg = file(64, 64, ImageFormat::Jpeg);
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        let mut gif = b"GIF89a\x01\0\x01\0\0\0\0;/*".to_vec();
        gif.extend_from_slice(&jpeg);
        for (name, bytes, refusal) in [
            ("nothing", Vec::new(), Refusal::Missing),
            ("too many bytes", vec![0xff; FILE_MAX + 1], Refusal::TooLarge),
            ("SVG", svg.to_vec(), Refusal::NotAnImage),
            ("a GIF that goes on as JPEG", gif, Refusal::NotAnImage),
            ("a page", b"<!doctype html><script>alert(1)</script>".to_vec(), Refusal::NotAnImage),
            ("a page that goes on as JPEG", [b"<!--".to_vec(), jpeg].concat(), Refusal::NotAnImage),
            ("BMP", b"BM\x3a\0\0\0\0\0\0\0\x36\0\0\0".to_vec(), Refusal::NotAnImage),
            ("half a PNG", whole[..whole.len() / 2].to_vec(), Refusal::Broken),
            ("the head of a WebP", b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), Refusal::Broken),
            ("the head of a JPEG", b"\xff\xd8\xff\xe0\0\x10JFIF".to_vec(), Refusal::Broken),
            ("one pixel too wide", bomb(SIDE_MAX + 1, 8), Refusal::TooManyPixels),
            ("a bomb of 16 exabytes", bomb(i32::MAX as u32, i32::MAX as u32), Refusal::TooManyPixels),
            ("a bomb within bounds", bomb(SIDE_MAX, SIDE_MAX), Refusal::Broken),
        ] {
            assert_eq!(square(&bytes), Err(refusal), "{name}");
        }
        assert!(square(&file(SIDE_MAX, 16, ImageFormat::Png)).is_ok(), "the bound itself is allowed");
    }

    #[test]
    fn no_file_brings_it_down() {
        let whole = file(48, 48, ImageFormat::WebP);
        let jpeg = file(48, 48, ImageFormat::Jpeg);
        for bytes in [&whole, &jpeg] {
            for at in 0..bytes.len() {
                let mut bent = bytes.clone();
                bent[at] ^= 0x55;
                let _ = square(&bent);
                let _ = square(&bytes[..at]);
            }
        }
    }
}
