//! Views of the messages of T/CSAE 157.

use super::y2020::check_participant;
use v2x_csae::views::y2020::{DayTwoView, FrameView, PsmView, SsmView};
use v2x_csae::y2020::msg_day_ii::MessageTypes;
use v2x_csae::y2020::msg_frame::MessageFrame;
use v2x_csae::y2020::psm::PersonalSafetyMessage;
use v2x_csae::y2020::sensor_sharing::SensorSharingMsg;
use v2x_uper::DecodeError;

/// Compares what a view of a frame that is none of T/CSAE 53 shows with the decoded frame.
pub(crate) fn check(view: FrameView<'_>, frame: &MessageFrame) {
    let (FrameView::MsgFrameExt(view), MessageFrame::MsgFrameExt(frame)) = (view, frame) else {
        panic!("{view:?} of {frame:?}");
    };
    assert_eq!(view.message_id(), frame.id());
    for value in [view.value(), view.peek_value()] {
        check_value(value, &frame.value);
    }
}

fn check_value(view: Result<DayTwoView<'_>, DecodeError>, value: &MessageTypes) {
    match (view.unwrap(), value) {
        (DayTwoView::PersonalSafetyMessage(view), MessageTypes::PersonalSafetyMessage(psm)) => {
            check_psm(&view, psm);
        }
        (DayTwoView::SensorSharingMsg(view), MessageTypes::SensorSharingMsg(ssm)) => check_ssm(&view, ssm),
        (view, MessageTypes::PersonalSafetyMessage(_) | MessageTypes::SensorSharingMsg(_)) => {
            panic!("{view:?} of {value:?}")
        }
        (view, _) => assert!(matches!(view, DayTwoView::Other)),
    }
}

fn check_psm(view: &PsmView<'_>, psm: &PersonalSafetyMessage) {
    assert_eq!((view.id(), view.msg_cnt(), view.sec_mark()), (psm.id, psm.msg_cnt, psm.sec_mark));
    assert_eq!(view.pos().unwrap(), psm.pos);
    assert_eq!((view.speed(), view.heading().unwrap()), (psm.speed, psm.heading));
    assert_eq!(view.non_motor_data().unwrap(), psm.non_motor_data);
}

fn check_ssm(view: &SsmView<'_>, ssm: &SensorSharingMsg) {
    assert_eq!((view.id(), view.msg_cnt(), view.sec_mark()), (ssm.id, ssm.msg_cnt, ssm.sec_mark));
    assert_eq!(view.sensor_pos().unwrap(), ssm.sensor_pos);
    let views: Option<Vec<_>> = view.participants().map(|list| list.collect());
    assert_eq!(views.as_ref().map(Vec::len), ssm.participants.as_ref().map(Vec::len));
    for (view, participant) in views.iter().flatten().zip(ssm.participants.iter().flatten()) {
        check_participant(&view.ptc().unwrap(), &participant.ptc);
        assert_eq!(view.detected_ptc_type().unwrap(), participant.detected_ptc_type);
    }
}
