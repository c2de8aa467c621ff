"""长者模式: one link sets it, it is remembered, it leads back to the same page of this site and to no other."""

from __future__ import annotations

import pytest
from django.test import Client
from lxml import html

from reports.large import way_back
from reports.models import Report
from tests.reports.factories import held_report

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture
def client() -> Client:
    """A reader without an account; a view that fails answers 500 instead of failing the test."""
    return Client(raise_request_exception=False)


def _switch(client: Client, address: str) -> str:
    """Where the link in the header of a page leads."""
    (link,) = html.fromstring(client.get(address).content).xpath('//header//a[@class="size"]/@href')
    return str(link)


def test_a_link_in_the_header_sets_pages_large_and_another_sets_them_back(client: Client) -> None:
    page = "/reports/?region=450000&year=2021"
    assert 'class="large"' not in client.get(page).content.decode()

    response = client.get(_switch(client, page))
    assert (response.status_code, response["Location"]) == (302, page)
    cookie = response.cookies["display"]
    assert (cookie.value, cookie["samesite"]) == ("large", "Lax")
    assert cookie["httponly"]
    assert cookie["max-age"] > 30 * 24 * 3600
    assert '<html lang="zh-Hans" class="large">' in client.get(page).content.decode()
    assert '<html lang="zh-Hans" class="large">' in client.get("/").content.decode()

    response = client.get(_switch(client, page))
    assert (response.status_code, response["Location"]) == (302, page)
    assert 'class="large"' not in client.get(page).content.decode()


def test_the_switch_itself_is_never_kept_by_a_cache(client: Client) -> None:
    response = client.get("/display/?size=large&next=/reports/")
    assert "no-store" in response["Cache-Control"]


def test_every_page_that_may_be_large_varies_by_cookie(client: Client) -> None:
    report = held_report(status=Report.Status.PUBLISHED)
    place = report.get_absolute_url()
    for address in ("/", "/reports/", place, f"{place}evidence/1/", "/search/?q=养老", "/nowhere/"):
        response = client.get(address)
        assert response.status_code == (404 if address == "/nowhere/" else 200), address
        assert "长者模式" in response.content.decode()
        assert "Cookie" in response["Vary"], address


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "reports/",
        "https://evil.test/",
        "//evil.test/",
        "///evil.test/",
        "/\\evil.test/",
        "\\\\evil.test/",
        "javascript:alert(1)",
        " /reports/",
        "\x00/reports/",
        "\n//evil.test/",
    ],
)
def test_it_leads_to_no_other_site(client: Client, asked: str) -> None:
    assert way_back(asked) == "/"
    response = client.get("/display/", {"size": "large", "next": asked})
    assert (response.status_code, response["Location"]) == (302, "/")


@pytest.mark.parametrize(
    ("asked", "way"),
    [
        ("/reports/3/?q=低保", "/reports/3/?q=低保"),
        (f"/search/?q={'低保' * 5000}", "/search/"),
        (f"/{'x' * 5000}", "/"),
        ("/reports/\r\nX-Evil: 1", "/reports/\r\nX-Evil: 1"),
    ],
)
def test_the_way_back_fits_its_header(client: Client, asked: str, way: str) -> None:
    assert way_back(asked) == way
    response = client.get("/display/", {"next": asked})
    assert response.status_code == 302
    assert "\n" not in response["Location"]
    assert "X-Evil" not in response.headers


@pytest.mark.parametrize("value", ["", "LARGE", "large\x00", "x" * 5000])
def test_any_other_cookie_is_none(client: Client, value: str) -> None:
    client.cookies["display"] = value
    response = client.get("/")
    assert response.status_code == 200
    assert 'class="large"' not in response.content.decode()
