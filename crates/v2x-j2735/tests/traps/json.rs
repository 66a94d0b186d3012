//! JSON (X.697).

use serde_json::{Value, json};
use v2x_j2735::common::{BrakeAppliedStatus, BrakeSystemStatus, VehicleEventFlags};
use v2x_j2735::message_frame::MessageFrame;
use v2x_uper::{BitString, Uper};

#[test]
fn bit_strings_of_fixed_size_are_digits_padded_with_zeros() {
    let brakes = BrakeSystemStatus { wheel_brakes: BrakeAppliedStatus(0b10000), ..Default::default() };
    assert_eq!(serde_json::to_value(brakes).unwrap()["wheelBrakes"], json!("80"));
    for wrong in ["81", "8", "8000", "", "0x80", "8g"] {
        assert!(serde_json::from_value::<BrakeAppliedStatus>(json!(wrong)).is_err(), "{wrong}");
    }
}

#[test]
fn bit_strings_of_another_size_say_their_length() {
    let json = |len| serde_json::to_value(VehicleEventFlags(BitString::zeros(len))).unwrap();
    assert_eq!(json(13), json!("0000"));
    assert_eq!(json(14), json!({ "value": "0000", "length": 14 }));
    assert!(serde_json::from_value::<VehicleEventFlags>(json!({ "value": "00", "length": 14 })).is_err());
}

#[test]
fn an_open_type_holds_its_value_and_null_is_null() {
    let frame = MessageFrame::from_uper(&[0, 43, 1, 0]).unwrap();
    assert_eq!(serde_json::to_value(&frame).unwrap(), json!({ "messageId": 43, "value": null }));
}

#[test]
fn members_stand_in_any_order() {
    for (message, wire) in super::generated() {
        let frame = MessageFrame::from_uper(&wire).unwrap();
        let turned = reversed(&serde_json::to_value(&frame).unwrap());
        assert_eq!(serde_json::from_str::<MessageFrame>(&turned).unwrap(), frame, "{message}");
    }
}

/// The text of a value with the members of all objects in the reverse order.
fn reversed(value: &Value) -> String {
    match value {
        Value::Object(members) => {
            let text =
                members.iter().rev().map(|(name, value)| format!("{}:{}", json!(name), reversed(value)));
            format!("{{{}}}", text.collect::<Vec<_>>().join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(reversed).collect::<Vec<_>>().join(",")),
        other => other.to_string(),
    }
}
