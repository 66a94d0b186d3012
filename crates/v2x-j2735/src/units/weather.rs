//! Air, light, road surface: as vehicles feel them, and as weather stations tell them (NTCIP 1204).

use crate::common::{AmbientAirPressure, AmbientAirTemperature, CoefficientOfFriction, WiperRate};
use crate::ntcip::{EssMobileFriction, EssPrecipRate, EssSolarRadiation};
use crate::probe_vehicle_data::SunSensor;
use crate::road_weather_message::{
    NTCIPEssAirTemperature, NTCIPEssDewpointTemp, NTCIPEssPaveTreatmentAmount, NTCIPEssPaveTreatmentWidth,
    NTCIPEssPavementTreatmentLatitude, NTCIPEssPavementTreatmentLongitude, NTCIPEssPercentProductMix,
    NTCIPEssPressureSensorAtmosphericPressure, NTCIPEssSurfaceIceOrWaterDepth, NTCIPEssSurfaceTemperature,
    NTCIPEssTemperatureSensorHeight, NTCIPEssTotalRadiationPeriod, NTCIPEssTotalRadiationV4,
    NTCIPEssVisibility, NTCIPHumiditySensorRelativeHumidity, NTCIPWindSensorAvgDirection,
    NTCIPWindSensorAvgSpeed, NTCIPWindSensorGustDirection, NTCIPWindSensorGustSpeed,
    NTCIPWindSensorSpotDirection, NTCIPWindSensorSpotSpeed,
};

v2x_uper::quantities! {
    AmbientAirTemperature: temperature, 1 / 1, zero 40, 0..=190, unavailable 191;
    AmbientAirPressure: air_pressure, 2 / 1, zero -290, 1..=255, unavailable 0;
    // 100 % is a coefficient of 1.
    CoefficientOfFriction: share, 2 / 1, 1..=50, unavailable 0;
    SunSensor: irradiance, 1 / 1, 0..=1000;
    WiperRate: ("rate" " /min" sweeps_per_minute from_sweeps_per_minute "sweeps a minute"), 1 / 1, 0..=127;

    EssMobileFriction: share, 1 / 1, 0..=100, unavailable 101;
    // 1 g/m² of water is a layer of 1 µm.
    EssPrecipRate: ("rate" " g/m²/s" grams_per_square_metre_second from_grams_per_square_metre_second
        "grams a square metre and second"), 1 / 10, 0..=65534, unavailable 65535;
    EssSolarRadiation: ("energy" " J/m²" joules_per_square_metre from_joules_per_square_metre
        "joules a square metre"), 1 / 1, 0..=65534, unavailable 65535;
    NTCIPEssAirTemperature: temperature, 1 / 10, -1000..=1000, unavailable 1001;
    NTCIPEssDewpointTemp: temperature, 1 / 10, -1000..=1000, unavailable 1001;
    NTCIPEssSurfaceTemperature: temperature, 1 / 10, -1000..=1000, unavailable 1001;
    NTCIPEssTemperatureSensorHeight: length, 1 / 1, -1000..=1000, unavailable 1001;
    NTCIPEssPressureSensorAtmosphericPressure: air_pressure, 1 / 10, 0..=65534, unavailable 65535;
    NTCIPHumiditySensorRelativeHumidity: share, 1 / 1, 0..=100, unavailable 101;
    NTCIPWindSensorAvgSpeed: speed, 1 / 10, 0..=65534, unavailable 65535;
    NTCIPWindSensorSpotSpeed: speed, 1 / 10, 0..=65534, unavailable 65535;
    NTCIPWindSensorGustSpeed: speed, 1 / 10, 0..=65534, unavailable 65535;
    // Both 0 and 360 occur, so these are no cycles.
    NTCIPWindSensorAvgDirection: direction, 1 / 1, 0..=360, unavailable 361;
    NTCIPWindSensorSpotDirection: direction, 1 / 1, 0..=360, unavailable 361;
    NTCIPWindSensorGustDirection: direction, 1 / 1, 0..=360, unavailable 361;
    NTCIPEssSurfaceIceOrWaterDepth: ("depth" " mm" millimetres from_millimetres "millimetres"),
        1 / 10, 0..=65534, unavailable 65535;
    NTCIPEssVisibility: length, 1 / 10, 0..=1000000, unavailable 1000001;
    NTCIPEssTotalRadiationV4: irradiance, 1 / 1, -2048..=2048, unavailable 2049;
    NTCIPEssTotalRadiationPeriod: span, 1 / 1, 0..=86400;
    NTCIPEssPavementTreatmentLatitude: angle, 1 / 1000000, -90000000..=90000000, unavailable 90000001;
    NTCIPEssPavementTreatmentLongitude: angle, 1 / 1000000, -180000000..=180000000, unavailable 180000001;
    NTCIPEssPercentProductMix: share, 1 / 1, 0..=100;
    NTCIPEssPaveTreatmentAmount: ("amount" " kg/km" kilograms_per_kilometre from_kilograms_per_kilometre
        "kilograms a kilometre of lane"), 1 / 1, 0..=254, unavailable 255;
    NTCIPEssPaveTreatmentWidth: length, 1 / 1, 0..=254, unavailable 255;
}
