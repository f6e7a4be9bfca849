"""A peer: the same store, choices, table, tiles and chart as our Daily board, Summary and Measure, in Dash on waitress.

python -m benchmarks.dash_page PORT. The numbers come through the same rooms as ours (service, metrics), so what differs
is the page. It is plain and flatters Dash: no patient's drawer, no lines in the tiles, no flags' words, no icons.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any, Final

import waitress
from dash import Dash, Input, Output, callback, dash_table, dcc, html, page_container, page_registry, register_page

from metrics import catalogue
from metrics.catalogue.headlines import HEADLINES
from metrics.scope import Scope
from pages import service
from pages.parts import board_rows, choices, context, frame, sentences, words
from pages.parts.palette import LIGHT
from pages.parts.xmr import xmr
from pages.service import today

ALL: Final = "All"
MOST_ROWS = 400
HEIGHT = 400
GRAINS: Final = ["day", "week", "month", "quarter"]


def board() -> html.Div:
    """The Daily board."""
    return html.Div([_places(), html.Div(id="chase"), html.Div(id="counts", style=_ROW), html.Div(id="listed")])


def summary() -> html.Div:
    """The headline measures."""
    return html.Div([_places(), html.Div(id="words"), html.Div(id="tiles", style=_ROW)])


def measure() -> html.Div:
    """One measure over time."""
    labels = list(choices.measures(service.ask(), service.principal()))
    chosen = [_list("measure", labels), _places(), dcc.RadioItems(GRAINS, "week", id="per", inline=True)]
    chart = dcc.Graph(id="chart", config={"displayModeBar": False})
    return html.Div([html.Div(chosen, style=_ROW), chart, html.P(id="sentence"), html.P(id="definition")])


_ROW: Final = {"display": "flex", "gap": "24px", "flexWrap": "wrap"}


def _list(name: str, options: list[str]) -> dcc.Dropdown:
    return dcc.Dropdown(options, options[0], id=name, clearable=False, style={"width": 230})


def _places() -> html.Div:
    offered = choices.places(service.ask(), service.principal())
    every = sorted({ward for wards in offered["wards"].values() for ward in wards})
    return html.Div([_list("site", [ALL, *offered["sites"]]), _list("ward", [ALL, *every])], style=_ROW)


def _scope(site: str, ward: str) -> Scope:
    return Scope(site=None if site == ALL else site, ward=None if ward == ALL else ward)


def _tile(tile: Any) -> html.Div:
    parts = (tile.label, tile.value, tile.unit, tile.change)
    return html.Div([html.Div(part) for part in parts if part], className="hw-tile")


def _text(cell: Any) -> Any:
    return cell["text"] if isinstance(cell, dict) else cell


@callback(
    Output("chase", "children"), Output("counts", "children"), Output("listed", "children"),
    Input("site", "value"), Input("ward", "value"),
)  # fmt: skip
def draw_board(site: str, ward: str) -> tuple[Any, ...]:
    """Whom to chase, the counts, and the table of who waits."""
    found = today.morning(_scope(site, ward), frame.now())
    if found is None:
        return "Nobody.", [], []
    people = board_rows.chosen(found.rows, board_rows.WAITING, next(iter(board_rows.STAYS)))
    rows = [board_rows.row(row, found.taken) for row in people.head(MOST_ROWS).to_dicts()]
    listed = dash_table.DataTable(
        [{column.key: _text(row[column.key]) for column in board_rows.COLUMNS} for row in rows],
        [{"name": column.label, "id": column.key} for column in board_rows.COLUMNS],
        page_size=MOST_ROWS, fixed_rows={"headers": True}, virtualization=True, style_table={"height": 460},
    )  # fmt: skip
    tiles = [_tile(tile) for tile in board_rows.tiles(found.sums, found.wards)]
    return dcc.Markdown(board_rows.chase(found.rows)), tiles, listed


@callback(
    Output("words", "children"), Output("tiles", "children"), Input("site", "value"), Input("ward", "value")
)  # fmt: skip
def draw_summary(site: str, ward: str) -> tuple[Any, ...]:
    """The sentence and a tile for each headline."""
    scope = _scope(site, ward)
    narrowed = set(scope.chosen())
    metrics = [metric for metric in map(catalogue.metric, HEADLINES) if not narrowed - set(metric.fact.splits)]
    known = [trend for trend in (context.read(metric, scope, "week")[0] for metric in metrics) if trend.latest]
    values = [(trend.metric.label, words.amount(trend.latest["value"], trend.metric.unit)) for trend in known]
    tiles = [html.Div([html.Div(label), html.Div(value)], className="hw-tile") for label, value in values]
    return dcc.Markdown(sentences.paragraph(known)), tiles


@callback(
    Output("chart", "figure"), Output("sentence", "children"), Output("definition", "children"),
    Input("measure", "value"), Input("site", "value"), Input("ward", "value"), Input("per", "value"),
)  # fmt: skip
def draw_measure(label: str, site: str, ward: str, per: Any) -> tuple[Any, ...]:
    """The chart with its limits, its sentence, the definition."""
    metric = choices.measures(service.ask(), service.principal())[label]
    found, around = context.read(metric, _scope(site, ward), per)
    if found.latest is None:
        return {}, "No data.", metric.definition
    figure = xmr(
        found.rows, unit=metric.unit, grain=per, target=found.target, trajectory=around.trajectory,
        markers=around.markers, height=HEIGHT,
        baseline=(found.baseline.start, found.baseline.end) if found.baseline else None,
    )  # fmt: skip
    figure["layout"]["height"] = HEIGHT
    return _coloured(figure), sentences.trend(found), metric.definition


def _coloured(part: Any) -> Any:
    """A figure with colours in place of their meanings."""
    if isinstance(part, dict):
        return {name: _coloured(value) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_coloured(value) for value in part]
    return LIGHT.get(part[1:], part) if isinstance(part, str) and part.startswith("@") else part


def app() -> Dash:
    """The three pages and their links."""
    made = Dash("homeward_peer", use_pages=True, pages_folder="", suppress_callback_exceptions=True)
    layouts: tuple[tuple[str, str, Callable[[], html.Div]], ...] = (
        ("Daily board", "/", board), ("Summary", "/summary", summary), ("Measure", "/measure", measure),
    )  # fmt: skip
    for name, path, layout in layouts:
        register_page(name, path=path, name=name, layout=layout)
    links = [dcc.Link(page["name"], href=page["path"], className="peer-link") for page in page_registry.values()]
    made.layout = html.Div([html.Nav(links, style=_ROW), page_container])
    return made


def main() -> None:
    """Load the facts as our server does before the first person, then serve."""
    service.ask()
    waitress.serve(app().server, host="127.0.0.1", port=int(sys.argv[1]), threads=4)


if __name__ == "__main__":
    main()
