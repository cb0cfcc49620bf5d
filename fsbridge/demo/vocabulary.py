"""Freesound's fixed lists: audio descriptors and the Broad Sound Taxonomy (docs/freesound.md 3.8, 3.9)."""

from __future__ import annotations

import re

_DESCRIPTORS = """
amplitude_peak_ratio:d beat_count:i beat_loudness:d beat_times boominess:d bpm:d bpm_confidence:d brightness:d
decay_strength:d depth:d dissonance:d duration_effective:d dynamic_range:d hardness:d hpcp hpcp_var hpcp_crest:d
hpcp_entropy:d inharmonicity:d log_attack_time:d loopable:b loudness:d mfcc mfcc_var note_confidence:d note_midi:i
note_name:s onset_count:i onset_times pitch:d pitch_max:d pitch_min:d pitch_confidence:d pitch_salience:d pitch_var:d
reverbness:b roughness:d sharpness:d silence_rate:d single_event:b spectral_centroid:d spectral_complexity:d
spectral_crest:d spectral_energy:d spectral_entropy:d spectral_flatness:d spectral_rolloff:d spectral_skewness:d
spectral_spread:d start_time:d temporal_centroid:d temporal_centroid_ratio:d temporal_decrease:d temporal_skewness:d
temporal_spread:d tonality:s tonality_confidence:d tristimulus warmth:d zero_crossing_rate:d has_audio_problems:b
birdnet_detected_class:ls birdnet_detections birdnet_detections_count:i fsdsinet_detected_class:ls
fsdsinet_detections fsdsinet_detections_count:i
"""

#: Descriptor names in the order of answers, with the suffix of their search field ("" where there is none).
DESCRIPTORS: dict[str, str] = dict(re.findall(r"(\w+):?(\w*)", _DESCRIPTORS))

#: The same for names that a filter translates: category and subcategory are search fields of the same kind.
DYNAMIC_FIELDS = {
    name: f"{name}_{suffix}" for name, suffix in {**DESCRIPTORS, "category": "s", "subcategory": "s"}.items() if suffix
}

#: Similarity spaces and their dimensions; the first is the default.
SIMILARITY_SPACES = {"laion_clap": 512, "freesound_classic": 100}

_TAXONOMY = {
    ("m", "Music"): "sp Solo percussion|si Solo instrument|m Multiple instruments|other Other",
    ("is", "Instrument samples"): "p Percussion|s String|w Wind|k Piano / Keyboard instruments|e Synths / Electronic"
    "|other Other",
    ("sp", "Speech"): "s Solo speech|c Conversation / Crowd|p Processed / Synthetic|other Other",
    ("fx", "Sound effects"): "o Objects / House appliances|v Vehicles|m Other mechanisms, engines, machines"
    "|h Human sounds and actions|a Animals|n Natural elements and explosions|ex Experimental|el Electronic / Design"
    "|other Other",
    ("ss", "Soundscapes"): "n Nature|i Indoors|u Urban|s Synthetic / Artificial|other Other",
}

#: Names of a category code: ("Sound effects", "Animals") for fx-a, ("Sound effects", None) for fx.
CATEGORIES: dict[str, tuple[str, str | None]] = {}
for (_code, _name), _parts in _TAXONOMY.items():
    CATEGORIES[_code] = (_name, None)
    for _part in _parts.split("|"):
        _suffix, _subcategory = _part.split(" ", 1)
        CATEGORIES[f"{_code}-{_suffix}"] = (_name, _subcategory)

#: The code of a pair of names.
CATEGORY_CODES = {names: code for code, names in CATEGORIES.items()}
