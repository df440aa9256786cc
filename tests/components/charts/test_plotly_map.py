"""The map of lines and symbols: the same projects, colours and words as on the other one."""

from components.charts.plotly_map import drawn_map
from components.i18n.text import Text
from components.theme import DARK, LIGHT
from tests.components.charts.test_webgl_map import BAD, GEOGRAPHY, NO_GEOGRAPHY, SHOWN, districts, frame, project


def test_the_drawn_map_has_the_same_projects_colours_and_symbols() -> None:
    rows = frame(
        *(
            project(word.value, status=word.status.value, word=word.value, longitude=113.2 + n / 10)
            for n, word in enumerate(SHOWN)
        )
    )
    figure = drawn_map(rows, t=Text("zh"), look=LIGHT, geography=GEOGRAPHY, districts=districts())
    discs = figure.data[-1]
    assert list(discs.customdata) == [word.value for word in SHOWN]
    assert list(discs.marker.color) == [LIGHT.status[word.status] for word in SHOWN]
    drawn = set(zip(discs.marker.color, discs.marker.symbol, strict=True))
    assert len(drawn) == len({word.status for word in SHOWN})
    assert len(figure.layout.annotations) == 16
    assert "Choropleth" not in figure.to_json()


def test_hostile_words_are_text_on_the_drawn_map() -> None:
    bad = districts().assign(label=BAD)
    figure = drawn_map(frame(project(name=BAD)), t=Text("en"), look=DARK, geography=GEOGRAPHY, districts=bad)
    assert "<img" not in figure.to_json()


def test_without_geography_there_are_no_outlines() -> None:
    assert len(drawn_map(frame(), t=Text("zh"), look=LIGHT, geography=NO_GEOGRAPHY, districts=districts()).data) == 1
