//! How vectors stand in their files: a title, the CBOR in diagnostic notation, the same in hex.

use minicbor::Decoder;
use minicbor::data::Type;
use shanyi_wire::frame::{Frame, MAX_RAW};

use super::{frames, samples};

/// What both files begin with.
const HEAD: &str = "\
# Golden: a line here never changes, new ones are added at the end. Each vector is a title, the CBOR in
# diagnostic notation (RFC 8949, 8) and the same in hex. Made by `cargo run -p shanyi-wire --example vectors`,
# held against the code in both directions by `wire/tests/vectors.rs`.
";

/// One vector.
pub struct Vector {
    pub title: String,
    pub shown: String,
    pub bytes: Vec<u8>,
}

pub fn event_vectors() -> Vec<Vector> {
    let events = samples::events().into_iter();
    events
        .map(|(title, event)| vector(title, event.encode().unwrap()))
        .collect()
}

pub fn frame_vectors() -> Vec<Vector> {
    let frames = frames::frames().into_iter();
    frames
        .map(|(title, frame)| vector(title.to_owned(), body(&frame)))
        .collect()
}

fn vector(title: String, bytes: Vec<u8>) -> Vector {
    Vector {
        title,
        shown: diagnostic(&bytes),
        bytes,
    }
}

const DICTIONARY: &[u8] = include_bytes!("../../dictionary/1.zdict");
const MAGIC: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];

/// The body of a frame as it is before packing.
pub fn body(frame: &Frame) -> Vec<u8> {
    let mut line = Vec::new();
    frame.write(&mut line).unwrap();
    match line[5] {
        0 => line[6..].to_vec(),
        // Without its magic number, behind the dictionary that both ends have.
        _ => zstd::bulk::Decompressor::with_dictionary(DICTIONARY)
            .unwrap()
            .decompress(&[MAGIC, &line[6..]].concat(), MAX_RAW)
            .unwrap(),
    }
}

/// A frame on the line that is not packed.
pub fn unpacked(tag: u8, body: &[u8]) -> Vec<u8> {
    let mut line = u32::try_from(body.len() + 2)
        .unwrap()
        .to_be_bytes()
        .to_vec();
    line.extend_from_slice(&[tag, 0]);
    line.extend_from_slice(body);
    line
}

pub fn write(vectors: &[Vector]) -> String {
    let mut text = HEAD.to_owned();
    for one in vectors {
        text.push_str(&format!(
            "\n{}\n{}\n{}\n",
            one.title,
            one.shown,
            hex(&one.bytes)
        ));
    }
    text
}

pub fn read(text: &str) -> Vec<Vector> {
    let blocks = text.split("\n\n").filter(|block| !block.starts_with('#'));
    blocks
        .map(|block| {
            let lines: Vec<&str> = block.trim().lines().collect();
            let [title, shown, hex] = lines[..] else {
                panic!("a vector has three lines: {block}");
            };
            Vector {
                title: title.to_owned(),
                shown: shown.to_owned(),
                bytes: bytes(hex),
            }
        })
        .collect()
}

/// What hex stands for.
pub fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16);
    pairs.map(|pair| byte(pair).unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As far as our bytes go: no floats, no tags, definite lengths.
pub fn diagnostic(bytes: &[u8]) -> String {
    let mut decoder = Decoder::new(bytes);
    let shown = item(&mut decoder);
    assert_eq!(decoder.position(), bytes.len(), "bytes behind the end");
    shown
}

fn item(d: &mut Decoder<'_>) -> String {
    match d.datatype().unwrap() {
        Type::Bool => d.bool().unwrap().to_string(),
        Type::Bytes => format!("h'{}'", hex(d.bytes().unwrap())),
        Type::String => format!("{:?}", d.str().unwrap()),
        Type::Array => {
            let length = d.array().unwrap().unwrap();
            let items: Vec<String> = (0..length).map(|_| item(d)).collect();
            format!("[{}]", items.join(", "))
        }
        Type::Map => {
            let length = d.map().unwrap().unwrap();
            let pairs = (0..length).map(|_| format!("{}: {}", item(d), item(d)));
            format!("{{{}}}", pairs.collect::<Vec<String>>().join(", "))
        }
        _ => d.int().unwrap().to_string(),
    }
}
