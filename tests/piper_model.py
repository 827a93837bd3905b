"""A voice for Piper made on the spot: a net that says a tone for each sound of a word, as long as it is asked to.

It has the inputs and the output of the real ones (VITS), so that all of the library is between it and the coach.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from pathlib import Path

RATE = 22_050
SOUND = 740
"""Samples of a sound at a length scale of 1: 34 ms."""
SYMBOLS = 256
SILENT = "^$ .,;:!?"

DUMB, MEASURELESS, EMPTY, ENDLESS = "silent", "nan", "empty", "endless"
"""Ways in which a model can go wrong."""


def make_voice(
    path: Path, *, fault: str = "", speakers: int = 1, language: str = "en_US", **config: Any
) -> Path:
    """Write a model and its description, and return the model's path; skips the test without the extra."""
    onnx, phonemes = pytest.importorskip("onnx"), pytest.importorskip("piper.phoneme_ids")
    path.parent.mkdir(parents=True, exist_ok=True)
    ids = phonemes.DEFAULT_PHONEME_ID_MAP
    onnx.save(_net(ids, fault, speakers), str(path))
    described = {
        "audio": {"sample_rate": RATE, "quality": "medium"},
        "espeak": {"voice": language.split("_")[0] if language != "en_US" else "en-us"},
        "language": {"code": language},
        "inference": {"noise_scale": 0.667, "length_scale": 1, "noise_w": 0.8},
        "num_symbols": SYMBOLS,
        "num_speakers": speakers,
        "speaker_id_map": {f"p{number}": number for number in range(speakers)} if speakers > 1 else {},
        "phoneme_id_map": ids,
        **config,
    }
    path.with_name(f"{path.name}.json").write_text(json.dumps(described), "utf-8")
    return path


def _net(ids: dict[str, list[int]], fault: str, speakers: int) -> Any:
    """Sample t belongs to sound t / length, which has its pitch; the pads between sounds go on with the pitch.

    A slow swell over each sound is the syllable. Silence is at the edges and where a word ends.
    """
    import numpy as np
    from onnx import TensorProto, helper, numpy_helper

    symbols = np.arange(SYMBOLS)
    pitch = (110 + 7 * (symbols % 60)).astype(np.float32)
    level = np.full(SYMBOLS, {DUMB: 0, MEASURELESS: np.nan}.get(fault, 0.4), np.float32)
    for symbol in SILENT:
        level[ids[symbol]] = 0
    level[0] *= 0.5  # a pad
    values = {
        "pitch": pitch, "level": level, "turn": np.float32(2 * np.pi / RATE), "sound": np.float32(SOUND),
        "zero": np.int64(0), "one": np.int64(1), "second": np.array([1]), "flat": np.array([-1]),
        "cube": np.array([1, 1, -1]), "none": np.int64(0 if fault == EMPTY else 1), "half": np.float32(np.pi),
    }  # fmt: skip
    voiced = "speaker" if speakers > 1 else "hertz"
    nodes: list[tuple[Any, ...]] = [
        ("Reshape", ["input", "flat"], "row"),
        ("Gather", ["scales", "second"], "scale"), ("Mul", ["scale", "sound"], "exact"),
        ("Cast", ["exact"], "lengths", {"to": TensorProto.INT64}), ("Squeeze", ["lengths"], "length"),
        ("Squeeze", ["input_lengths"], "count"), ("Mul", ["count", "length"], "long"),
        ("Mul", ["long", "none"], "total"),
        ("Range", ["zero", "total", "one"], "t"), ("Div", ["t", "length"], "place"),
        ("Gather", ["row", "place"], "symbol"), ("Gather", ["pitch", "symbol"], "hertz"),
        ("Gather", ["level", "symbol"], "loud"),
        *([("Cast", ["sid"], "sid_float", {"to": TensorProto.FLOAT}),
           ("Add", ["sid_float", "hertz"], "speaker")] if speakers > 1 else []),
        ("Cast", ["t"], "time", {"to": TensorProto.FLOAT}), ("Mul", [voiced, "turn"], "step"),
        ("Mul", ["time", "step"], "phase"), ("Sin", ["phase"], "tone"),
        ("Mod", ["t", "length"], "since"), ("Cast", ["since"], "since_float", {"to": TensorProto.FLOAT}),
        ("Cast", ["length"], "length_float", {"to": TensorProto.FLOAT}),
        ("Div", ["since_float", "length_float"], "share"), ("Mul", ["share", "half"], "arc"),
        ("Sin", ["arc"], "swell"), ("Mul", ["tone", "swell"], "sung"), ("Mul", ["sung", "loud"], "wave"),
        ("Reshape", ["wave", "cube"], "output"),
    ]  # fmt: skip
    if fault == ENDLESS:
        nodes[-1:] = [
            ("Loop", ["most", "", "wave"], "late", {"body": _again()}),
            ("Reshape", ["late", "cube"], "output"),
        ]
        values["most"] = np.int64(2**62)
    inputs = [
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, None]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ]
    if speakers > 1:
        inputs.append(helper.make_tensor_value_info("sid", TensorProto.INT64, [1]))
    graph = helper.make_graph(
        [
            helper.make_node(kind, given, [made], **(more[0] if more else {}))
            for kind, given, made, *more in nodes
        ],
        "voice",
        inputs,
        [helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, None])],
        [numpy_helper.from_array(np.asarray(value), name) for name, value in values.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _again() -> Any:
    """Return what is done over and over: the wave made softer, and more of it wanted."""
    from onnx import TensorProto, helper

    def wave(name: str) -> Any:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, [None])

    return helper.make_graph(
        [
            helper.make_node("Identity", ["more"], ["and_more"]),
            helper.make_node("Sin", ["heard"], ["softer"]),
        ],
        "again",
        [
            helper.make_tensor_value_info("round", TensorProto.INT64, []),
            helper.make_tensor_value_info("more", TensorProto.BOOL, []),
            wave("heard"),
        ],
        [helper.make_tensor_value_info("and_more", TensorProto.BOOL, []), wave("softer")],
    )
