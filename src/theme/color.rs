//! Colors and their contrast (WCAG 2.2 §1.4.3, §1.4.11), and the nearest shade that passes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// An opaque sRGB color.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Color {
    red: u8,
    green: u8,
    blue: u8,
}

/// The contrast that text needs.
pub const TEXT_CONTRAST: f64 = 4.5;
/// The contrast that controls, icons and focus marks need.
pub const CONTROL_CONTRAST: f64 = 3.0;

impl Color {
    /// White.
    pub const WHITE: Self = Self::new(0xff, 0xff, 0xff);
    /// The dark that stands on light accents: near black, so that it does not glare.
    pub const INK: Self = Self::new(0x0b, 0x0d, 0x12);

    /// A color of three channels.
    pub const fn new(red: u8, green: u8, blue: u8) -> Self {
        Self { red, green, blue }
    }

    /// The contrast ratio to `other`, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Relative luminance, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let value = f64::from(channel) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// The color at `percent` of the way to `other`.
    #[must_use]
    pub fn mix(self, other: Self, percent: u8) -> Self {
        let channel = |from: u8, to: u8| {
            let sum = u32::from(from) * u32::from(100 - percent.min(100)) + u32::from(to) * u32::from(percent.min(100));
            u8::try_from((sum + 50) / 100).unwrap_or(u8::MAX)
        };
        Self::new(channel(self.red, other.red), channel(self.green, other.green), channel(self.blue, other.blue))
    }

    /// The nearest shade of this color that reaches `ratio` against every one of `grounds`: itself if it does, otherwise
    /// the first towards black or white. Where none reaches it, the one of the two that comes closest.
    #[must_use]
    pub fn reaching(self, ratio: f64, grounds: &[Self]) -> Self {
        let worst = |color: Self| grounds.iter().map(|ground| color.contrast(*ground)).fold(f64::INFINITY, f64::min);
        let black = Self::new(0, 0, 0);
        (0..=100)
            .flat_map(|percent| [self.mix(black, percent), self.mix(Self::WHITE, percent)])
            .find(|shade| worst(*shade) >= ratio)
            .unwrap_or(if worst(black) > worst(Self::WHITE) { black } else { Self::WHITE })
    }

    /// The text color that reads on this one: white, ink, or black where neither of the two reaches 4.5 : 1. One of white
    /// and black always does, as their contrast with each other is 21, the square of 4.58.
    #[must_use]
    pub fn ink(self) -> Self {
        let reads = |ink: &Self| self.contrast(*ink) >= TEXT_CONTRAST;
        [Self::WHITE, Self::INK].into_iter().find(reads).unwrap_or(Self::new(0, 0, 0))
    }

    /// Six hexadecimal digits without `#`.
    pub fn digits(self) -> String {
        format!("{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl fmt::Display for Color {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.digits())
    }
}

/// The text is not `#` and three or six hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAColor;

impl fmt::Display for NotAColor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a color is written as #rgb or #rrggbb")
    }
}

impl std::error::Error for NotAColor {}

impl FromStr for Color {
    type Err = NotAColor;

    fn from_str(text: &str) -> Result<Self, NotAColor> {
        let digits: Vec<u8> = text
            .strip_prefix('#')
            .ok_or(NotAColor)?
            .chars()
            .map(|digit| digit.to_digit(16).and_then(|value| u8::try_from(value).ok()).ok_or(NotAColor))
            .collect::<Result<_, _>>()?;
        match *digits.as_slice() {
            [red, green, blue] => Ok(Self::new(red * 17, green * 17, blue * 17)),
            [r1, r2, g1, g2, b1, b2] => Ok(Self::new(r1 * 16 + r2, g1 * 16 + g2, b1 * 16 + b2)),
            _ => Err(NotAColor),
        }
    }
}

impl Serialize for Color {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Color {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn color(text: &str) -> Color {
        text.parse().unwrap()
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((color("#000").contrast(Color::WHITE) - 21.0).abs() < 1e-9);
        assert!((color("#777777").contrast(Color::WHITE) - 4.478).abs() < 0.001);
        assert!((color("#0b5cad").contrast(Color::WHITE) - 6.59).abs() < 0.1);
    }

    #[test]
    fn a_passing_color_is_left_alone_and_a_failing_one_moves_no_further_than_needed() {
        assert_eq!(color("#0b5cad").reaching(TEXT_CONTRAST, &[Color::WHITE]), color("#0b5cad"));
        let yellow = color("#ffd400").reaching(TEXT_CONTRAST, &[Color::WHITE]);
        let ratio = yellow.contrast(Color::WHITE);
        assert!((TEXT_CONTRAST..4.8).contains(&ratio), "{yellow} has {ratio}");
        let on_dark = color("#1a1a60").reaching(TEXT_CONTRAST, &[color("#101418")]);
        assert!((TEXT_CONTRAST..4.8).contains(&on_dark.contrast(color("#101418"))));
    }

    #[test]
    fn every_shade_reaches_text_contrast_with_its_own_ink() {
        for step in 0..=255 {
            for accent in [Color::new(step, step, step), Color::new(step, 40, 90), Color::new(250, step, 0)] {
                let accent = accent.reaching(CONTROL_CONTRAST, &[Color::WHITE]);
                assert!(accent.contrast(accent.ink()) >= TEXT_CONTRAST, "{accent}");
            }
        }
    }

    #[test]
    fn only_hexadecimal_colors_are_colors() {
        assert_eq!(color("#fa0"), color("#ffaa00"));
        for text in ["", "#", "fa0", "#fffff", "#ggg", "red", "#12345é", "rgb(0,0,0)", "#fff;}"] {
            assert_eq!(text.parse::<Color>(), Err(NotAColor), "{text}");
        }
    }
}
