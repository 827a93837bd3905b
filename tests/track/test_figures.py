"""Figures of exercises: bodies that stay the same, stand on the floor, fit the frame, and have two equal sides."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageOps
from pydantic import ValidationError

import coach
from coach.content.figure import LIMBS, MOVING, PARTS, PLACES, Direction, Figure, Limb, Pose
from coach.content.language_words import SHIPPED
from coach.track.figures.camera import Camera
from coach.track.figures.colours import DARK, LIGHT
from coach.track.figures.drawing import FRAME, draw
from coach.track.figures.marks import muscle
from coach.track.figures.posing import posed
from coach.track.figures.raster import as_jpeg, painted
from coach.track.figures.shapes import Hull, bounds, outline, touches
from coach.track.figures.sheet import sheet
from coach.track.figures.shown import Figures
from coach.track.figures.skeleton import BELLY, CHEST, HEAD, JOINTS, LENGTHS, PELVIS, RADII, Body, radius
from coach.track.figures.svg import as_file, as_svg, style
from tests.strategies import LIBRARY

if TYPE_CHECKING:
    from coach.track.figures.drawing import Drawing

NAMES = sorted(path.stem for path in (SHIPPED / "figures").glob("*.yaml"))
SINKS = 0.8
"""How far skin may be pressed into the floor."""


def shipped(name: str) -> Figure:
    from coach.content.figure import read_figure

    return read_figure(SHIPPED / "figures" / f"{name}.yaml")


def bodies(name: str) -> list[tuple[Pose, Body]]:
    figure = shipped(name)
    return [(pose, posed(pose, figure.wall)) for pose in figure.poses]


def assert_lengths(body: Body) -> None:
    """Every part of a body is as long as it always is."""

    def apart(first: str, last: str) -> float:
        return float(np.linalg.norm(body.points[last] - body.points[first]))

    spine = (
        ("pelvis", "waist", PELVIS),
        ("waist", "ribs", BELLY),
        ("ribs", "neck", CHEST),
        ("neck", "head", HEAD),
    )
    for first, last, length in spine:
        assert apart(first, last) == pytest.approx(length)
    for side in ("right", "left"):
        for kind, (root, middle, end) in JOINTS.items():
            assert apart(f"{side}-{root}", f"{side}-{middle}") == pytest.approx(LENGTHS[kind][0])
            assert apart(f"{side}-{middle}", f"{side}-{end}") == pytest.approx(LENGTHS[kind][1])
    for pair in ("hip", "shoulder", "toes"):
        assert apart(f"right-{pair}", f"left-{pair}") == apart(f"left-{pair}", f"right-{pair}")
    assert apart("right-hip", "left-hip") == pytest.approx(10.4)
    assert apart("right-shoulder", "left-shoulder") == pytest.approx(21.2)
    assert apart("right-ankle", "right-toes") == pytest.approx(apart("left-ankle", "left-toes"))


@pytest.mark.parametrize("name", NAMES)
def test_limbs_keep_their_length(name: str) -> None:
    for _, body in bodies(name):
        assert_lengths(body)


@pytest.mark.parametrize("name", NAMES)
def test_a_body_is_on_the_floor_and_not_in_it(name: str) -> None:
    for _, body in bodies(name):
        lowest = min(map(body.above_floor, body.points))
        assert -SINKS <= lowest <= 0.5


@pytest.mark.parametrize("name", NAMES)
def test_hands_and_feet_get_where_they_are_sent(name: str) -> None:
    wall = shipped(name).wall
    for pose, body in bodies(name):
        assert body.short == {}
        for limb_name in LIMBS:
            side, kind = limb_name.split("-")
            limb = pose.limb(limb_name)
            ends = [
                f"{side}-{end}"
                for end in (("palm", "wrist", "fingers") if kind == "arm" else ("heel", "ball", "toes"))
            ]
            if limb.floor is not None:
                assert min(map(body.above_floor, ends)) == pytest.approx(0, abs=0.01)
            if limb.wall is not None:
                assert wall is not None
                assert max(body.points[end][0] + radius(end) for end in ends[:2]) == pytest.approx(
                    wall, abs=0.01
                )
            if limb.holds is not None:
                hand = min(float(np.linalg.norm(body.points[end] - body.place(limb.holds))) for end in ends)
                assert hand <= radius(limb.holds) + RADII["palm"] + 1.6


@pytest.mark.parametrize("name", NAMES)
def test_knees_and_elbows_do_not_fold_into_themselves(name: str) -> None:
    for _, body in bodies(name):
        for limb in LIMBS:
            side, kind = limb.split("-")
            root, middle, end = (body.points[f"{side}-{joint}"] for joint in JOINTS[kind])
            upper, lower = root - middle, end - middle
            cosine = float(upper @ lower) / float(np.linalg.norm(upper) * np.linalg.norm(lower))
            assert np.degrees(np.arccos(np.clip(cosine, -1, 1))) > 20


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_outside_the_frame(name: str) -> None:
    box = bounds(draw(shipped(name)))
    assert min(box.left, box.top) >= 0
    assert max(box.right, box.bottom) <= FRAME
    assert max(box.width, box.height) > FRAME / 2


def test_no_two_figures_are_alike() -> None:
    assert len({as_svg(draw(shipped(name))) for name in NAMES}) == len(NAMES)


@pytest.mark.parametrize("name", ["couch-stretch", "figure-four", "leg-swings-front"])
def test_the_other_side_is_the_mirror_image(name: str) -> None:
    drawing = draw(shipped(name))
    right, left = painted(drawing, 200), painted(drawing, 200, mirrored=True)
    assert ImageOps.mirror(right).tobytes() == left.tobytes()
    assert right.tobytes() != left.tobytes()
    inside = as_svg(drawing).partition(">")[2].removesuffix("</svg>")
    assert as_svg(drawing, mirrored=True).endswith(
        f'<g transform="matrix(-1 0 0 1 {FRAME:g} 0)">{inside}</g></svg>'
    )


def test_a_mirrored_pose_is_a_mirrored_drawing() -> None:
    """From the front, swapping the limbs of an upright body is the same as looking into a mirror."""
    bent, straight = (
        Limb(bend=(Direction(-20, 10), Direction(-90))),
        Limb(bend=(Direction(-90), Direction(-90))),
    )
    one, other = (
        posed(Pose.model_validate({"right_leg": right, "left_leg": left}))
        for right, left in ((bent, straight), (straight, bent))
    )
    for side, opposite in (("right", "left"), ("left", "right")):
        for joint in ("knee", "ankle", "toes"):
            assert one.points[f"{side}-{joint}"] == pytest.approx(
                other.points[f"{opposite}-{joint}"] * [1, 1, -1]
            )


# Any figure, as odd as people may write it ---------------------------------------------------------------------

ANGLES = st.integers(-360, 360)
DIRECTIONS = st.builds(lambda along, out: f"{along}/{out}", ANGLES, ANGLES)
ROWS = st.lists(DIRECTIONS, min_size=2, max_size=3).map(" ".join)
NUMBERS = st.integers(-360, 360).map(str)
PAIRS = st.tuples(NUMBERS, NUMBERS).map(" ".join)
LIMB = st.one_of(
    ROWS,
    st.fixed_dictionaries({"floor": PAIRS}, optional={"toward": DIRECTIONS, "end": DIRECTIONS}),
    st.fixed_dictionaries({"wall": NUMBERS}, optional={"end": DIRECTIONS}),
    st.fixed_dictionaries({"to": PAIRS}),
    st.fixed_dictionaries({"holds": st.sampled_from(PARTS)}),
)
POSE = st.fixed_dictionaries(
    {},
    optional={
        "back": st.one_of(DIRECTIONS, ROWS), "twist": PAIRS, "head": DIRECTIONS, "look": NUMBERS, "roll": NUMBERS,
        "hips": NUMBERS, "legs": LIMB, "right_leg": LIMB, "arms": LIMB, "left_arm": LIMB,
    },
)  # fmt: skip
FIGURE = st.fixed_dictionaries(
    {"poses": st.lists(POSE, min_size=1, max_size=3)},
    optional={
        "view": st.sampled_from(["side", "corner", "front", "back", "above"]),
        "tilt": st.integers(0, 90).map(str),
        "wall": NUMBERS,
        "side_wall": NUMBERS,
        "chair": NUMBERS,
        "apart": st.booleans(),
        "moves": st.lists(st.sampled_from(MOVING), max_size=2),
        "stretches": st.lists(st.sampled_from(PLACES), max_size=2),
        "strap": st.just(["right-palm left-foot"]),
        "arrows": st.lists(st.fixed_dictionaries({"of": st.sampled_from(PARTS)}), max_size=2),
    },
)


@settings(max_examples=60)
@given(FIGURE)
def test_any_figure_is_drawn_within_the_frame(written: dict[str, object]) -> None:
    try:
        figure = Figure.model_validate(written)
    except ValidationError:
        assume(False)
    for pose in figure.poses:
        body = posed(pose, figure.wall)
        assert all(np.isfinite(place).all() for place in body.points.values())
        assert_lengths(body)
    box = bounds(draw(figure))
    assert min(box.left, box.top) >= -1e-6
    assert max(box.right, box.bottom) <= FRAME + 1e-6


# How they are written and painted -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def drawing() -> Drawing:
    return draw(shipped("couch-stretch"))


def test_every_place_and_part_can_be_marked() -> None:
    figure = Figure(poses=(Pose(),))
    body, camera = posed(Pose()), Camera(figure)
    for place in PLACES:
        assert list(muscle(body, camera, place))
    for part in PARTS:
        assert np.isfinite(body.place(part)).all()
        assert radius(part) > 0


def test_svg_is_well_formed_and_needs_nothing_else(drawing: Drawing) -> None:
    text = as_file(drawing, title='A "couch" & more')
    root = ElementTree.fromstring(text)  # noqa: S314 (our own)
    assert root.get("aria-label") == 'A "couch" & more'
    assert "url(" not in text
    assert "href" not in text


def test_every_colour_is_there_on_light_and_dark_paper() -> None:
    used = {shape.role for name in NAMES for shape in draw(shipped(name))}
    assert set(LIGHT) == set(DARK)
    assert used | {"ground"} == set(LIGHT)  # a floor seen from its edge
    assert "prefers-color-scheme:dark" in style()
    assert "prefers-color-scheme" not in style(dark=False)


def test_an_outline_is_around_its_circles() -> None:
    hull = Hull("skin", ((0, 0, 5), (20, 0, 3), (10, 0, 1)))
    assert {arc.radius for arc in outline(hull)} == {5, 3}
    assert [arc.large for arc in outline(hull)].count(True) == 1
    assert touches(hull, (10, 4.5, 1))
    assert touches(hull, (10, 0, 0.5))
    assert not touches(hull, (10, 8, 1))


def test_a_jpeg_shows_the_figure(drawing: Drawing) -> None:
    image = Image.open(io.BytesIO(as_jpeg(drawing, 300)))
    assert (image.format, image.size) == ("JPEG", (300, 300))
    seen = image.convert("RGB").quantize(64).convert("RGB").getcolors() or []
    assert len(seen) > 8


def titles(svg: str) -> list[str]:
    """The words below the figures of a sheet."""
    below = ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")  # noqa: S314 (our own)
    return [" ".join(part.text or "" for part in text) for text in below]


def test_a_sheet_has_all_that_have_a_figure() -> None:
    names = ["plank", "no-such", "walk"]
    assert titles(sheet(names, LIBRARY, Figures(LIBRARY))) == ["Plank", "Walk"]


def test_the_sheet_of_the_readme_is_complete() -> None:
    """After a change: ``scripts/coach list --exercises --format svg > docs/exercises.svg``."""
    shown = Path(coach.__file__).parents[1] / "docs" / "exercises.svg"
    assert titles(shown.read_text("utf-8")) == [
        LIBRARY.exercise(name).words.title for name in LIBRARY.exercise_names
    ]


def test_figures_are_found_by_the_library() -> None:
    assert LIBRARY.figure("plank") == shipped("plank")
