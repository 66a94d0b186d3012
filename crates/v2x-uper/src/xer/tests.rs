//! A small type with one of everything, as the generator would describe it.

use super::*;
use crate::jer::{Row, Value, unwrap_open_types, wrap_open_types};
use alloc::borrow::Cow;
use alloc::format;
use alloc::string::ToString;
use alloc::vec;

fn frame() -> &'static Shape {
    &Shape::Sequence(&[
        Member { name: "messageId", shape: &Shape::Integer },
        Member { name: "value", shape: &Shape::Open("messageId", &Shape::Type(rows)) },
        Member { name: "more", shape: &Shape::List("Frame", &Shape::Type(frame)) },
    ])
}

fn rows() -> &'static Shape {
    &Shape::Rows(&[
        Row { id: 1, name: "Report", shape: &Shape::Type(report) },
        Row { id: 2, name: "Ping", shape: &Shape::Null },
        Row { id: 3, name: "Numbers", shape: &Shape::List("INTEGER", &Shape::Integer) },
    ])
}

fn report() -> &'static Shape {
    &Shape::Sequence(&[
        Member { name: "on", shape: &Shape::Boolean },
        Member { name: "light", shape: &Shape::Enumerated },
        Member { name: "brakes", shape: &Shape::Bits(Some(5), &[]) },
        Member { name: "any", shape: &Shape::Bits(None, &[]) },
        Member { name: "key", shape: &Shape::Octets },
        Member { name: "name", shape: &Shape::Text },
        Member { name: "where", shape: &Shape::Type(place) },
        Member { name: "places", shape: &Shape::List("Place", &Shape::Type(place)) },
        Member { name: "lights", shape: &Shape::List("Light", &Shape::Enumerated) },
        Member { name: "flags", shape: &Shape::List("BOOLEAN", &Shape::Boolean) },
        Member { name: "ticks", shape: &Shape::List("NULL", &Shape::Null) },
        Member { name: "inner", shape: &Shape::Type(frame) },
    ])
}

fn place() -> &'static Shape {
    &Shape::Choice(&[
        Member { name: "lane", shape: &Shape::Integer },
        Member { name: "none", shape: &Shape::Null },
    ])
}

fn object(members: &[(&'static str, Value)]) -> Value {
    Value::Object(members.iter().map(|(name, value)| (Cow::Borrowed(*name), value.clone())).collect())
}

fn text(text: &'static str) -> Value {
    Value::String(text.into())
}

/// One of everything, and its XML.
fn everything() -> (Value, &'static str) {
    let lane = |lane| object(&[("lane", Value::Integer(lane))]);
    let report = object(&[
        ("on", Value::Boolean(true)),
        ("light", text("stop-And-Remain")),
        ("brakes", text("80")),
        ("any", object(&[("value", text("a0")), ("length", Value::Integer(3))])),
        ("key", text("00ff")),
        ("name", text("a<b>&\u{0} \r\n'")),
        ("where", lane(-3)),
        ("places", Value::Array(vec![lane(1), object(&[("none", Value::Null)])])),
        (
            "lights",
            Value::Array(vec![text("dark"), object(&[("unknown", Value::Integer(2))]), text("unknown")]),
        ),
        ("flags", Value::Array(vec![Value::Boolean(true), Value::Boolean(false)])),
        ("ticks", Value::Array(vec![Value::Null, Value::Null])),
        ("inner", object(&[("messageId", Value::Integer(2)), ("value", Value::Null)])),
    ]);
    let value = object(&[("messageId", Value::Integer(1)), ("value", report)]);
    let xml = "<Frame><messageId>1</messageId><value><Report><on><true/></on><light><stop-And-Remain/></light>\
        <brakes>10000</brakes><any>101</any><key>00FF</key><name>a&lt;b&gt;&amp;<nul/> <cr/>\n'</name>\
        <where><lane>-3</lane></where><places><lane>1</lane><none/></places>\
        <lights><dark/><unknown>2</unknown><unknown/></lights><flags><true/><false/></flags><ticks><NULL/><NULL/></ticks>\
        <inner><messageId>2</messageId><value><Ping/></value></inner></Report></value></Frame>";
    (value, xml)
}

#[test]
fn everything_goes_both_ways() {
    let (value, xml) = everything();
    assert_eq!(write(&value, "Frame", frame()).as_deref(), Ok(xml));
    assert_eq!(read(xml, "Frame", frame()), Ok(value));
}

#[test]
fn white_space_and_other_forms_are_read() {
    let (value, xml) = everything();
    let spaced = xml.replace("><", ">\n  <").replace("<nul/>\n  <", "<nul/><");
    let spaced = spaced.replace("10000", " 10 000\n").replace("00FF", "00 fF").replace(">-3<", "> -3 <");
    assert_eq!(read(&spaced, "Frame", frame()), Ok(value.clone()));
    let other = xml.replace("<on><true/>", "<on>true").replace("<stop-And-Remain/>", " stop-And-Remain ");
    let other = other.replace("<places><lane>1</lane>", "<places><Place><lane>1</lane></Place>");
    assert_eq!(read(&other, "Frame", frame()), Ok(value.clone()));
    let with_prolog = format!("<?xml version=\"1.0\"?>\n<!-- one --> {xml}\n");
    assert_eq!(read(&with_prolog, "Frame", frame()), Ok(value));
    // Components in any order: what an open type holds may be said behind it.
    let turned = "<Frame><value><Ping/></value><messageId>2</messageId></Frame>";
    let frame_2 = object(&[("messageId", Value::Integer(2)), ("value", Value::Null)]);
    assert_eq!(read(turned, "Frame", frame()), Ok(frame_2));
}

#[test]
fn what_the_schema_does_not_know_goes_both_ways() {
    let octets = object(&[("1", text("ab")), ("12", text(""))]);
    let extensions = object(&[("additions", Value::Integer(13)), ("unknown", octets)]);
    let value = object(&[
        ("messageId", Value::Integer(77)),
        ("unknownExtensions", extensions),
        ("value", text("0102")),
    ]);
    let xml = "<Frame><messageId>77</messageId><unknownExtensions><additions>13</additions><unknown>\
        <addition><position>1</position><octets>AB</octets></addition>\
        <addition><position>12</position><octets/></addition></unknown></unknownExtensions>\
        <value>0102</value></Frame>";
    assert_eq!(write(&value, "Frame", frame()).as_deref(), Ok(xml));
    assert_eq!(read(xml, "Frame", frame()), Ok(value));
    let alternative = object(&[("index", Value::Integer(9)), ("value", text("0f"))]);
    let value = object(&[("unknown", alternative)]);
    let xml = "<Place><unknown><index>9</index><value>0F</value></unknown></Place>";
    assert_eq!(write(&value, "Place", place()).as_deref(), Ok(xml));
    assert_eq!(read(xml, "Place", place()), Ok(value));
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (xml, at, expected) in [
        ("<Other/>", 0, "the type's name"),
        ("<Frame><messageID>1</messageID></Frame>", 7, "a component of the type"),
        ("<Frame><messageId>x</messageId></Frame>", 7, "a whole number"),
        ("<Frame><messageId><b/></messageId></Frame>", 18, "text"),
        ("<Frame><messageId>2</messageId><messageId>2</messageId></Frame>", 31, "each component once"),
        ("<Frame><messageId>2</messageId><value><Pong/></value></Frame>", 31, "Ping"),
        ("<Frame><messageId>2</messageId><value/></Frame>", 31, "Ping"),
        ("<Frame>text<messageId>2</messageId></Frame>", 0, "elements or text, not both"),
        ("<Frame><more><Fram/></more></Frame>", 13, "an item, named like its type"),
    ] {
        assert_eq!(read(xml, "Frame", frame()), Err(XerError::Element { at, expected }), "{xml}");
    }
    for xml in ["", "<Frame>", "<Frame></Fram>", "<!DOCTYPE a [<!ENTITY b 'c'>]><Frame>&b;</Frame>"] {
        assert!(matches!(read(xml, "Frame", frame()), Err(XerError::Xml { .. })), "{xml}");
    }
    let places = "<Place><lane>1</lane><lane>2</lane></Place>";
    assert!(read(places, "Place", place()).is_err());
    assert!(write(&text("x"), "Frame", frame()).is_err());
    assert!(write(&text("\u{ffff}"), "Name", &Shape::Text).is_err());
    let strange = text("\u{7f}\u{85}\u{2028}\u{fffd}\u{10ffff}");
    assert_eq!(read(&write(&strange, "Name", &Shape::Text).unwrap(), "Name", &Shape::Text), Ok(strange));
    let error = read("<Frame><messageID/></Frame>", "Frame", frame()).unwrap_err().to_string();
    assert_eq!(error, "octet 7: expected a component of the type");
}

/// Depth costs stack: that of the document is bounded before it is walked.
#[test]
fn depth_is_no_danger() {
    let depth = 200_000;
    let nested = "<a>".repeat(depth) + &"</a>".repeat(depth);
    assert!(read(&format!("<Frame>{nested}</Frame>"), "Frame", frame()).is_err());
}

#[test]
fn open_types_are_wrapped_and_unwrapped() {
    let (value, _) = everything();
    let mut wrapped = value.clone();
    wrap_open_types(&mut wrapped, frame());
    let Value::Object(members) = &wrapped else { panic!() };
    let [_, (_, Value::Object(held))] = members.as_slice() else { panic!() };
    let [(name, Value::Object(report))] = held.as_slice() else { panic!() };
    assert_eq!(name, "Report");
    // Inside of an open type too.
    let inner = &report.iter().find(|(name, _)| name == "inner").unwrap().1;
    let ping = object(&[("Ping", Value::Null)]);
    assert_eq!(*inner, object(&[("messageId", Value::Integer(2)), ("value", ping)]));

    unwrap_open_types(&mut wrapped, frame());
    assert_eq!(wrapped, value);
    // What is not wrapped stays as it is, and so does what nobody knows.
    unwrap_open_types(&mut wrapped, frame());
    assert_eq!(wrapped, value);
    let unknown = object(&[("value", text("0102")), ("messageId", Value::Integer(77))]);
    let mut same = unknown.clone();
    wrap_open_types(&mut same, frame());
    assert_eq!(same, unknown);
}
