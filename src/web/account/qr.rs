//! QR codes as the path of an SVG: no image, no request, no style.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// Modules of quiet zone on each side (ISO/IEC 18004 §6.3.8).
const QUIET: usize = 4;

/// The path of `text` and the length of a side in modules; `None` for more than a code holds.
pub fn path(text: &str) -> Option<(String, usize)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M).ok()?;
    let width = code.width();
    let mut path = String::new();
    for (row, colors) in code.to_colors().chunks(width).enumerate() {
        for (column, _) in colors.iter().enumerate().filter(|(_, color)| **color == Color::Dark) {
            write!(path, "M{} {}h1v1h-1z", column + QUIET, row + QUIET).ok()?;
        }
    }
    Some((path, width + 2 * QUIET))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finder_patterns_stand_in_three_corners() {
        let (path, size) = path("otpauth://totp/Gatehouse:ann?secret=AAAA").unwrap();
        let far = size - QUIET - 1;
        for (column, row) in [(QUIET, QUIET), (far, QUIET), (QUIET, far)] {
            assert!(path.contains(&format!("M{column} {row}h1")), "{column} {row}");
        }
        assert!(super::path(&"x".repeat(5000)).is_none());
    }
}
