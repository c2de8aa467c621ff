"""What the web server adds around the application."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import OperationalError, connection
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase

from minzheng.middleware import ContentSecurityPolicy, HeadWithoutBody


@pytest.mark.django_db(transaction=True)
def test_a_web_request_may_not_hold_the_database_for_long() -> None:
    from minzheng import wsgi

    # Another test may have brought the web server's entry in already.
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
    try:
        wsgi.limit_statements(connection=connection)
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("10s",)
            cursor.execute("SET statement_timeout = '50ms'")
            with pytest.raises(OperationalError):
                cursor.execute("SELECT pg_sleep(5)")
    finally:
        connection.close()


def test_an_answer_may_load_only_what_the_site_serves() -> None:
    response = ContentSecurityPolicy(lambda request: HttpResponse())(HttpRequest())
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


def test_a_view_may_set_a_policy_of_its_own() -> None:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(headers={"Content-Security-Policy": "default-src 'none'"})

    response = ContentSecurityPolicy(view)(HttpRequest())
    assert response.headers["Content-Security-Policy"] == "default-src 'none'"


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: HttpResponse(b"report"),
        lambda request: FileResponse(BytesIO(b"report"), filename="r.txt"),
    ],
    ids=["page", "file"],
)
def test_head_gets_the_headers_of_get_and_no_body(
    answer: Callable[[HttpRequest], HttpResponseBase],
) -> None:
    request = HttpRequest()
    request.method = "HEAD"
    response = HeadWithoutBody(answer)(request)
    assert isinstance(response, HttpResponse)
    assert response.content == b""
    assert response.headers["Content-Length"] == "6"
    request.method = "GET"
    full = HeadWithoutBody(answer)(request)
    assert full.headers["Content-Type"] == response.headers["Content-Type"]
    assert b"".join(iter(full)) == b"report"
