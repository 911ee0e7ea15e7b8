"""The report in a browser: opened from disk, clicked, typed at, scrubbed, printed, looked at."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from echelon.core.errors import Unavailable
from echelon.report import pages

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
LOCAL = ("file:", "data:", "blob:")
# A second is the aim on an idle machine; this allows for tests that run beside it.
FIRST_RENDER_MS = 2500


@dataclass
class Visit:
    """One page opened, and what it asked for and complained about."""

    page: Page
    asked: list[str] = field(default_factory=list)
    complained: list[str] = field(default_factory=list)

    def is_clean(self) -> bool:
        assert self.complained == []
        assert [url for url in self.asked if not url.startswith(LOCAL)] == []
        return True


HOSTILE = "<img src=x onerror=alert(1)> </script>"


def _hostile(document: Any) -> Any:
    """The same with names, units and reasons that want to be elements."""
    if isinstance(document, dict):
        return {key: _hostile(each) for key, each in document.items()}
    if isinstance(document, list):
        return [_hostile(each) for each in document]
    return (
        document.replace("Port of Ningbo", HOSTILE).replace("EUR", "<b>EUR</b>")
        if isinstance(document, str)
        else document
    )


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The fixture documents as pages on disk, by name; `bare` is a document with next to nothing in it."""
    folder = tmp_path_factory.mktemp("reports")
    spec = importlib.util.spec_from_file_location("make", ROOT / "tests" / "fixtures" / "report" / "make.py")
    assert spec is not None
    assert spec.loader is not None
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    bare: dict[str, Any] = {"schema": pages.SCHEMA, "title": HOSTILE}
    documents = {name: maker() for name, maker in make.MAKERS.items()} | {"bare": bare}
    documents["hostile"] = _hostile(documents["world"])
    try:
        for name, document in documents.items():
            (folder / f"{name}.html").write_text(pages.render(document), "utf-8")
    except Unavailable as missing:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(str(missing))
    return {name: (folder / f"{name}.html").as_uri() for name in documents}


@pytest.fixture
def visit(browser: Browser, reports: dict[str, str]) -> Iterator[Any]:
    """Open a report in a window of its own."""
    contexts = []

    def open_report(name: str = "world", **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": WIDE, **options})
        context.set_default_timeout(60_000)
        contexts.append(context)
        seen = Visit(context.new_page())
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.on("console", lambda message: seen.complained.append(message.text))
        seen.page.on("pageerror", lambda error: seen.complained.append(str(error)))
        seen.page.goto(reports[name])
        seen.page.wait_for_selector("h1")
        return seen

    yield open_report
    for context in contexts:
        context.close()


def read_through(page: Page) -> None:
    """Scroll to the end, so that everything that waits to be seen is drawn."""
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 700):
        page.evaluate(f"scrollTo(0, {top})")
        page.wait_for_timeout(40)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(100)


def until(page: Page, holds: str) -> None:
    """Wait until an expression holds. The page's policy forbids the evaluation that Playwright's own way needs."""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    pytest.fail(f"never came true: {holds}")


def first_rows(page: Page, column: int = 2, most: int = 3) -> list[str]:
    """The words of one column of the ranking's first rows."""
    return page.locator(f"#ranking tbody tr > :nth-child({column})").all_inner_texts()[:most]


def rarely(*case: object) -> Any:
    """A case of a test for the drills: the usual ones are enough for every day."""
    return pytest.param(*case, marks=pytest.mark.drill)


# ---------------------------------------------------------------- quiet


@pytest.mark.parametrize(
    "name", ["world", "risk", *map(rarely, ["bare", "calm", "beside", "large", "alone", "town"])]
)
def test_it_asks_nothing_of_the_network_and_says_nothing(name: str, visit: Any) -> None:
    seen = visit(name)
    read_through(seen.page)
    for summary in seen.page.locator("summary").all():
        summary.click()
    assert seen.is_clean()
    assert len(seen.asked) == 1, "the page itself, and nothing else"


def test_hostile_names_are_text(visit: Any) -> None:
    seen = visit("hostile")
    page = seen.page
    assert HOSTILE in page.locator("h1").inner_text()
    read_through(page)
    page.locator("#ranking tbody button").first.click()
    assert HOSTILE in page.inner_text("aside h2")
    for part in ("#outlook .fan", "#losses figure"):
        page.locator(part).hover(force=True)
        page.wait_for_timeout(60)
    assert "<b>EUR</b>" in page.inner_text("#losses")
    assert page.locator("img").count() == 0
    assert seen.is_clean()


def test_what_is_not_there_says_what_to_do(visit: Any) -> None:
    text = visit("calm").page.inner_text("main")
    for remedy in ("echelon stress NETWORK", "echelon compare", "--disrupt"):
        assert remedy in text


# ---------------------------------------------------------------- the map


def test_a_click_on_a_site_opens_its_panel_and_escape_closes_it(visit: Any) -> None:
    seen = visit()
    page = seen.page
    page.click('[data-site="Hai Phong Packs"]')
    panel = page.get_by_role("complementary", name="Site Hai Phong Packs")
    assert "The only maker of battery packs" in panel.inner_text()
    assert "rank 2 of 28" in panel.inner_text()
    panel.get_by_role("button", name="Łódź Assembly").click()
    assert page.get_by_role("complementary", name="Site Łódź Assembly").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("aside").count() == 0
    assert seen.is_clean()


def test_a_pointer_on_a_site_tells_what_it_feeds(visit: Any) -> None:
    page = visit().page
    page.hover('[data-site="Suez Canal"]')
    told = page.get_by_role("tooltip").inner_text()
    assert "Suez Canal" in told
    assert "Feeds Duisburg Centre" in told


def test_the_map_is_walked_with_arrow_keys(visit: Any) -> None:
    page = visit().page
    page.focus('[data-site="Port of Ningbo"]')
    page.keyboard.press("ArrowRight")
    reached = page.evaluate("document.activeElement.dataset.site")
    assert reached not in {None, "Port of Ningbo"}
    page.keyboard.press("Enter")
    assert page.get_by_role("complementary", name=f"Site {reached}").is_visible()
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.dataset.site") == reached, "the focus comes back"


def test_zoom_brings_the_broken_site_nearer_and_back(visit: Any) -> None:
    page = visit().page
    at = '[data-site="Port of Ningbo"]'
    before = page.get_attribute(at, "transform")
    page.get_by_role("button", name="Zoom in").click()
    assert page.get_attribute(at, "transform") != before
    page.get_by_role("button", name="Whole network").click()
    assert page.get_attribute(at, "transform") == before


def test_the_finder_opens_a_site_of_a_painted_network(visit: Any) -> None:
    page = visit("large").page
    page.get_by_role("combobox", name="Find a site").fill("Stage_0007")
    assert page.get_by_role("complementary", name="Site Stage_0007").is_visible()


def test_a_lane_that_is_hit_is_marked_and_said(visit: Any) -> None:
    page = visit().page
    assert page.locator(".flows path.hit").count() >= 1
    assert "disrupted lane" in page.inner_text("#exposure")


# ---------------------------------------------------------------- the timeline


def test_scrubbing_shows_who_is_short(visit: Any) -> None:
    page = visit().page
    slider = page.get_by_role("slider", name="Day of the run")
    assert page.locator(".short").count() == 0
    slider.fill("112")
    assert page.locator("circle.short").count() > 5
    assert "Day 112, 26 Apr 2027" in page.inner_text(".timeline")
    slider.press("ArrowRight")
    assert "Day 113" in slider.get_attribute("aria-valuetext")
    slider.press("Escape")
    assert page.locator("circle.short").count() == 0


def test_space_plays_and_pauses(visit: Any) -> None:
    page = visit().page
    slider = page.get_by_role("slider", name="Day of the run")
    slider.focus()
    slider.press("Space")
    until(page, "document.querySelector('input[type=range]').value > 60")
    slider.press("Space")
    stopped = slider.input_value()
    page.wait_for_timeout(300)
    assert slider.input_value() == stopped


def test_reduced_motion_goes_a_week_at_a_time(visit: Any) -> None:
    page = visit(reduced_motion="reduce").page
    page.get_by_role("button", name="A week on").click()
    page.wait_for_timeout(200)
    assert page.get_by_role("slider", name="Day of the run").input_value() == "7"


# ---------------------------------------------------------------- the ranking


def test_the_ranking_is_sorted_by_any_column(visit: Any) -> None:
    page = visit().page
    assert first_rows(page)[0].startswith("Port of Ningbo")
    page.get_by_role("button", name="Time to survive").click()
    assert first_rows(page)[0].startswith("Duisburg Centre")
    assert page.locator("#ranking th.tts").get_attribute("aria-sort") == "ascending"
    page.get_by_role("button", name="Site", exact=True).click()
    assert first_rows(page)[0].startswith("Brescia")
    page.get_by_role("button", name="Site", exact=True).click()
    assert page.locator("#ranking th.site").first.get_attribute("aria-sort") == "descending"


def test_the_ranking_is_filtered_by_word_and_role(visit: Any) -> None:
    page = visit().page
    page.get_by_role("searchbox", name="Filter the ranking").fill("china")
    assert "of 28" in page.inner_text("#ranking [role=status]")
    page.get_by_role("combobox", name="Role").select_option("port")
    assert [row.split("\n")[0].strip() for row in first_rows(page)] == ["Port of Ningbo Port"]
    page.get_by_role("searchbox", name="Filter the ranking").fill("nowhere")
    page.get_by_role("button", name="Show all sites").click()
    assert page.inner_text("#ranking [role=status]") == "28 sites"


def test_the_ranking_is_walked_with_arrow_keys(visit: Any) -> None:
    page = visit("large").page
    first = page.locator("#ranking tbody button").first
    first.focus()
    page.keyboard.press("ArrowDown")
    until(page, "document.activeElement.dataset.row === '1'")
    page.keyboard.press("End")
    until(page, "document.activeElement.dataset.row === '2024'")
    page.keyboard.press("Home")
    until(page, "document.activeElement.dataset.row === '0'")
    page.keyboard.press("Enter")
    assert page.locator("aside").is_visible()


def test_a_chart_has_a_table_beside_it(visit: Any) -> None:
    page = visit().page
    page.get_by_role("radio", name="Backlog").check()
    assert "Backlog rises to" in page.inner_text("#outlook h2")
    page.locator("#outlook summary", has_text="Show as a table").click()
    page.locator("#outlook table").wait_for()
    assert page.locator("#outlook table tbody tr").count() == 53
    assert "Calm, median" in page.inner_text("#outlook thead")


def test_phases_are_marked_with_their_spread_and_have_a_table(visit: Any) -> None:
    page = visit().page
    page.wait_for_selector("#outlook .fan .spread")
    assert page.locator("#outlook .fan .bar").count() == 5
    assert page.locator("#outlook .fan .spread").count() == 4
    page.locator("#outlook summary", has_text="Phases").click()
    rows = page.locator("#outlook tbody tr").all_inner_texts()
    assert [row.split()[0] for row in rows] == ["warning", "survival", "impact", "recovery", "tail"]
    assert "(84 to 99)" in rows[2]


def test_losses_have_a_curve_their_numbers_and_a_table(visit: Any) -> None:
    page = visit().page
    page.locator("#losses").scroll_into_view_if_needed()
    page.wait_for_selector("#losses svg")
    said = page.inner_text("#losses").replace("\u00a0", " ")
    for part in ("Expected annual loss", "(VaR)", "(CVaR)", "6.5 to 7.1", "CVaR 95 %"):
        assert part in said
    page.locator("#losses summary").click()
    assert page.locator("#losses tbody tr").count() == 21


def test_four_scenarios_stand_side_by_side(visit: Any) -> None:
    seen = visit("beside")
    page = seen.page
    read_through(page)
    assert page.locator("#beside figure svg").count() == 2
    assert page.locator("#exposure, #ranking, #outlook").count() == 0
    page.get_by_role("radio", name="Margin lost").check()
    assert "M EUR, paired" in page.inner_text("#beside").replace("\u00a0", " ")
    page.locator("#beside summary").last.click()
    page.locator("#beside figure thead th").first.wait_for()
    assert page.locator("#beside figure thead th").count() == 4
    assert seen.is_clean()


def test_causes_success_and_sources_are_told(visit: Any) -> None:
    page = visit().page
    causes = page.inner_text("#causes")
    for part in (
        "Canada: 90 drill asked for on day 101",
        "did not come",
        "Of replication 512, whose loss is the median",
    ):
        assert part in causes
    assert page.inner_text("#success h2") == "1 of 3 criteria of success is met, 1 not yet known"
    assert [
        row.split("\t")[2].split()[-1] for row in page.locator("#success tbody tr").all_inner_texts()
    ] == ["met", "Met", "known"]
    assert "two more weeks of packs" in page.inner_text("#success ul").lower()
    page.locator("#broken summary", has_text="Sources").click()
    assert "Hall, Economic Development Quarterly 18(4), 2004." in page.inner_text("#broken")


def test_a_year_of_risk_says_through_what_and_what_helps(visit: Any) -> None:
    page = visit("risk").page
    assert page.locator("#outlook, #ranking, #comparison, #customers").count() == 0
    assert page.inner_text("#exposure h2").startswith("Most is lost through Port of Ningbo")
    assert page.inner_text("#contributions h2") == "Typhoon at the port is behind 46 % of the expected loss"
    assert "Shared by several" in page.inner_text("#contributions")
    page.get_by_role("button", name="Show more of 13 parts").click()
    page.locator("#contributions").get_by_role("button", name="Brescia Castings").click()
    assert "Expected annual loss, rank 6 of 7" in page.inner_text("aside")
    said = page.inner_text("#mitigations").replace("\u00a0", " ")
    for part in ("Second port contracted is worth 1.3 M EUR more than it costs", "costs nothing", "4.25"):
        assert part in said


# ---------------------------------------------------------------- what an interval is, and where there is none


def test_intervals_are_called_what_they_are(visit: Any) -> None:
    page = visit().page
    assert "90 % interval" not in page.inner_text("main")
    for part in ("#ranking", "#comparison", "#customers"):
        assert "95 % confidence interval" in page.inner_text(part)
    assert page.locator("#cost .figure").first.inner_text().count("90 % of replications") == 1
    page.click('[data-site="Hai Phong Packs"]')
    assert "95 % confidence interval of the mean" in page.inner_text("aside")
    assert "mildest to worst of these" in visit("town").page.inner_text("#cost")


def test_one_replication_shows_means_and_claims_nothing(visit: Any) -> None:
    seen = visit("alone")
    page = seen.page
    page.click('[data-site="Hai Phong Packs"]')
    text = page.inner_text("body")
    for claim in ("beyond chance", "interval of the mean", "95 %", "– to", "NaN"):
        assert claim not in text
    assert page.inner_text("#comparison h2") == "One replication: no intervals"
    assert page.locator("#ranking .line, #comparison .line, #customers .line, #cost .range").count() == 0
    assert "−4.20 pp" in page.inner_text("#comparison")
    assert seen.is_clean()


def test_one_day_is_a_dot_and_reads_well(visit: Any) -> None:
    page = visit("alone").page
    read_through(page)
    assert "1 replication of 1 day," in page.inner_text("#outlook")
    assert "1 replications" not in page.inner_text("main")
    assert "1 days" not in page.inner_text("main")
    stroked = "path[fill]:not([fill='none']):not([fill='transparent'])"
    assert page.locator(f"#outlook .fan svg {stroked}").count() >= 2, "calm and disrupted"


# ---------------------------------------------------------------- one place, long names


def test_one_site_stands_in_its_surroundings(visit: Any) -> None:
    page = visit("town").page
    dot, frame = page.locator("[data-site]").bounding_box(), page.locator(".stage").bounding_box()
    assert abs(dot["x"] + dot["width"] / 2 - frame["x"] - frame["width"] / 2) < frame["width"] * 0.1
    assert abs(dot["y"] + dot["height"] / 2 - frame["y"] - frame["height"] / 2) < frame["height"] * 0.1
    assert len(page.get_attribute(".land", "d")) > 1000


@pytest.mark.parametrize("viewport", [WIDE, {"width": 768, "height": 900}, PHONE])
def test_a_long_name_is_cut_and_its_title_has_the_whole(viewport: dict[str, int], visit: Any) -> None:
    page = visit("town", viewport=viewport).page
    for part in ("h1", "#exposure h2", "#ranking tbody button", "#customers tbody button"):
        place = page.locator(part).first
        assert "x" * 80 in place.get_attribute("title")
        assert place.bounding_box()["height"] < 125
    heading, finder = page.locator("#exposure h2").bounding_box(), page.locator(".finder")
    if finder.is_visible():
        assert heading["x"] + heading["width"] <= finder.bounding_box()["x"]


# ---------------------------------------------------------------- everybody, everywhere


SCHEMES = [
    ("world", "light"),
    ("town", "dark"),
    rarely("beside", "dark"),
    ("risk", "dark"),
    rarely("beside", "light"),
    rarely("risk", "light"),
    rarely("world", "dark"),
    rarely("calm", "light"),
    rarely("large", "dark"),
    rarely("alone", "light"),
]


@pytest.mark.parametrize(("name", "scheme"), SCHEMES)
def test_axe_finds_nothing(name: str, scheme: str, visit: Any) -> None:
    if not AXE.is_file():
        pytest.skip("web/node_modules is absent; python hatch_build.py fetches it")
    page = visit(name, color_scheme=scheme).page
    read_through(page)
    if name == "world":
        page.click('[data-site="Hai Phong Packs"]')
        for summary in page.locator("main summary").all():
            summary.click(force=True)
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(done => done.violations)")
    told = [f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:5]}" for one in found]
    assert told == []


@pytest.mark.parametrize(
    ("opened", "name"),
    [
        (320, "world"),
        *(
            rarely(*each)
            for each in product((320, 1280), ("world", "alone", "town", "beside", "risk"))
            if each != (320, "world")
        ),
    ],
)
def test_no_width_scrolls_sideways(opened: int, name: str, visit: Any) -> None:
    page = visit(name, viewport={"width": opened, "height": 844}).page
    read_through(page)
    for width in (opened, 390, 768, 1024):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_two_thousand_sites_open_fast_and_scrub(visit: Any) -> None:
    drawn = float("inf")
    for _ in range(6):  # others may be at work too
        opened = visit("large").page
        drawn = min(drawn, opened.evaluate("performance.getEntriesByName('echelon-drawn')[0].startTime"))
        if drawn < FIRST_RENDER_MS:
            break
    print(f"first render of 2,025 sites: {drawn:.0f} ms")
    assert drawn < FIRST_RENDER_MS


def test_paper_has_no_controls_and_all_pictures(visit: Any) -> None:
    seen = visit()
    pdf = seen.page.pdf(prefer_css_page_size=True)
    assert pdf.startswith(b"%PDF")
    seen.page.emulate_media(media="print")
    seen.page.wait_for_timeout(300)
    assert seen.page.locator("nav").is_hidden()
    assert seen.page.locator("#ranking input").is_hidden()
    assert seen.page.locator("#everything svg").count() == 6
    assert seen.is_clean()


SHAPES = {"wide": WIDE, "phone": PHONE}
USUAL = {("world", "wide", "light"), ("town", "phone", "dark")}
PAGES = ("world", "calm", "beside", "risk", "large", "alone", "town")
LOOKS = [pytest.param(*look, id="-".join(look), marks=[] if look in USUAL else pytest.mark.drill)
         for look in product(PAGES, SHAPES, ("light", "dark"))]  # fmt: skip


@pytest.mark.parametrize(("name", "shape", "scheme"), LOOKS)
def test_screenshots_for_a_person_to_look_at(
    name: str, shape: str, scheme: str, visit: Any, tmp_path: Path
) -> None:
    viewport = SHAPES[shape]
    folder = Path(os.environ.get("ECHELON_SCREENSHOTS", tmp_path / "out"))
    folder.mkdir(parents=True, exist_ok=True)
    page = visit(name, viewport=viewport, color_scheme=scheme).page
    page.wait_for_selector("#outlook svg, #beside figure svg, #losses svg")
    page.screenshot(path=folder / f"{name}-{shape}-{scheme}.png")
    read_through(page)
    page.screenshot(path=folder / f"{name}-{shape}-{scheme}-full.png", full_page=True)
    assert (folder / f"{name}-{shape}-{scheme}.png").stat().st_size > 10_000
