//! CBOR as a tree, to be changed in any place and written in any spelling.

use minicbor::Decoder;
use minicbor::data::Type;

/// What our bytes are made of, and what they must not be made of.
#[derive(Clone, Debug, PartialEq)]
pub enum Tree {
    Number(i128),
    Bytes(Vec<u8>),
    Text(String),
    Bool(bool),
    Null,
    Float(f32),
    Array(Vec<Tree>),
    Map(Pairs),
}

/// Keys and what they stand for, in their order.
pub type Pairs = Vec<(u64, Tree)>;

/// Where in a tree: a key of a map, or any place of an array.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    Key(u64),
    Any,
}

/// How heads are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// As short as they get.
    Shortest,
    /// Every number and length in eight bytes.
    Long,
    /// Maps and arrays without their length.
    Indefinite,
    /// The keys of maps from the last to the first.
    Backwards,
}

pub fn read(bytes: &[u8]) -> Tree {
    item(&mut Decoder::new(bytes))
}

fn item(d: &mut Decoder<'_>) -> Tree {
    match d.datatype().unwrap() {
        Type::Bool => Tree::Bool(d.bool().unwrap()),
        Type::Bytes => Tree::Bytes(d.bytes().unwrap().to_vec()),
        Type::String => Tree::Text(d.str().unwrap().to_owned()),
        Type::Array => {
            let length = d.array().unwrap().unwrap();
            Tree::Array((0..length).map(|_| item(d)).collect())
        }
        Type::Map => {
            let length = d.map().unwrap().unwrap();
            Tree::Map((0..length).map(|_| (d.u64().unwrap(), item(d))).collect())
        }
        _ => Tree::Number(d.int().unwrap().into()),
    }
}

impl Tree {
    pub fn bytes(&self, style: Style) -> Vec<u8> {
        let mut bytes = Vec::new();
        self.write(style, &mut bytes);
        bytes
    }

    fn write(&self, style: Style, to: &mut Vec<u8>) {
        match self {
            Self::Number(value) if *value < 0 => head(1, !*value as u64, style, to),
            Self::Number(value) => head(0, *value as u64, style, to),
            Self::Bytes(bytes) => {
                head(2, bytes.len() as u64, style, to);
                to.extend_from_slice(bytes);
            }
            Self::Text(text) => {
                head(3, text.len() as u64, style, to);
                to.extend_from_slice(text.as_bytes());
            }
            Self::Bool(value) => to.push(0xf4 + u8::from(*value)),
            Self::Null => to.push(0xf6),
            Self::Float(value) => {
                to.push(0xfa);
                to.extend_from_slice(&value.to_be_bytes());
            }
            Self::Array(items) => {
                open(4, items.len(), style, to);
                items.iter().for_each(|item| item.write(style, to));
                close(style, to);
            }
            Self::Map(pairs) => {
                open(5, pairs.len(), style, to);
                let mut pairs: Vec<_> = pairs.iter().collect();
                if style == Style::Backwards {
                    pairs.reverse();
                }
                for (key, value) in pairs {
                    head(0, *key, style, to);
                    value.write(style, to);
                }
                close(style, to);
            }
        }
    }

    /// Every map, with the way to it.
    pub fn maps(&self) -> Vec<(Vec<Step>, &Pairs)> {
        let mut found = Vec::new();
        self.find_maps(&mut Vec::new(), &mut found);
        found
    }

    fn find_maps<'a>(&'a self, way: &mut Vec<Step>, found: &mut Vec<(Vec<Step>, &'a Pairs)>) {
        match self {
            Self::Map(pairs) => {
                found.push((way.clone(), pairs));
                for (key, value) in pairs {
                    way.push(Step::Key(*key));
                    value.find_maps(way, found);
                    way.pop();
                }
            }
            Self::Array(items) => {
                way.push(Step::Any);
                items.iter().for_each(|item| item.find_maps(way, found));
                way.pop();
            }
            _ => {}
        }
    }

    /// Does that with every map at the end of the way.
    pub fn at(&mut self, way: &[Step], change: &mut dyn FnMut(&mut Pairs)) {
        match (self, way) {
            (Self::Map(pairs), []) => change(pairs),
            (Self::Map(pairs), [Step::Key(wanted), rest @ ..]) => {
                let found = pairs.iter_mut().filter(|(key, _)| key == wanted);
                found.for_each(|(_, value)| value.at(rest, change));
            }
            (Self::Array(items), [Step::Any, rest @ ..]) => {
                items.iter_mut().for_each(|item| item.at(rest, change));
            }
            _ => {}
        }
    }
}

fn head(major: u8, value: u64, style: Style, to: &mut Vec<u8>) {
    let major = major << 5;
    match value {
        _ if style == Style::Long => {
            to.push(major | 27);
            to.extend_from_slice(&value.to_be_bytes());
        }
        0..=23 => to.push(major | value as u8),
        24..=0xff => to.extend_from_slice(&[major | 24, value as u8]),
        0x100..=0xffff => {
            to.push(major | 25);
            to.extend_from_slice(&(value as u16).to_be_bytes());
        }
        0x1_0000..=0xffff_ffff => {
            to.push(major | 26);
            to.extend_from_slice(&(value as u32).to_be_bytes());
        }
        _ => {
            to.push(major | 27);
            to.extend_from_slice(&value.to_be_bytes());
        }
    }
}

fn open(major: u8, length: usize, style: Style, to: &mut Vec<u8>) {
    match style {
        Style::Indefinite => to.push(major << 5 | 31),
        _ => head(major, length as u64, style, to),
    }
}

fn close(style: Style, to: &mut Vec<u8>) {
    if style == Style::Indefinite {
        to.push(0xff);
    }
}
