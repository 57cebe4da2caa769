"""Who decides about whom, drawn: one lane a deciding row, nothing unescaped."""

import re

from hypothesis import given
from hypothesis import strategies as st

from engines.charts import RouteRow, routes
from engines.charts.routes import _lanes, _trunks


def drawn(rows, links):
    return routes(rows, links, title="T", description="D")


def test_each_row_stands_below_the_one_before():
    chart = drawn([RouteRow("Part", heading=True), RouteRow("q1"), RouteRow("q2")], [(1, 2)])

    places = [float(y) for y in re.findall(r'<text x="[^"]*" y="([^"]*)"', chart)]
    assert places == sorted(places)
    assert chart.count('class="box"') == 2
    assert chart.count('class="way way1"') == 1


def test_words_are_escaped_and_cut_to_their_place():
    chart = drawn([RouteRow("<b>&" + "長" * 200, condition='"<x>"')], [])

    assert "<b>" not in chart
    assert "&lt;b&gt;&amp;" in chart
    assert "…" in chart


def test_what_nobody_reaches_is_marked():
    assert 'class="box box--lost"' in drawn([RouteRow("q1", lost=True)], [])


def test_the_picture_has_a_name_for_those_who_do_not_see_it():
    assert 'role="img" aria-label="T。D"' in drawn([RouteRow("q1")], [])


def test_nothing_to_draw_is_drawn():
    assert drawn([], []).startswith("<svg ")


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_lines_in_one_lane_never_overlap(links):
    trunks = _trunks(links)
    lanes = _lanes(trunks)

    for place, (one, lane) in enumerate(zip(trunks, lanes, strict=True)):
        for other, taken in list(zip(trunks, lanes, strict=True))[:place]:
            assert lane != taken or one.span[1] < other.span[0] or other.span[1] < one.span[0]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=60))
def test_every_link_is_drawn_once(links):
    wanted = {(source, target) for source, target in links if source != target}

    assert sorted((trunk.source, target) for trunk in _trunks(links) for target in trunk.targets) == sorted(wanted)
