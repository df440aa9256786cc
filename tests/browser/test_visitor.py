"""The bench's reader without a browser still speaks the server's protocol."""

from tests.bench.visitor import Answer, Visitor
from tests.browser.conftest import Server
from tests.conftest import run_apart


async def _visit(url: str) -> tuple[Visitor, list[Answer]]:
    async with Visitor(url) as visitor:
        answers = [await visitor.open("as_of=2023-06-05&lang=zh"), await visitor.go("projects")]
        answers.append(await visitor.choose("district", visitor.lists["district"].options[1]))
        return visitor, [*answers, await visitor.pick_day("as_of", "2023-06-06")]


def test_a_reader_without_a_browser_opens_clicks_and_is_answered(server: Server) -> None:
    visitor, answers = run_apart(_visit(server.url))
    assert [answer.errors for answer in answers] == [[]] * 4
    assert min(answer.size for answer in answers) > 1000
    assert {"as_of=2023-06-06", "district=410102"} <= set(visitor.query.split("&"))
