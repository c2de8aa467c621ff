"""One journey through everything: a file is taken in, found by a word, opened, and the word is marked in it."""

from __future__ import annotations

import re
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

REPORT = """柳州市民政局2023年工作总结
信息来源：柳州市民政局　发布日期：2024-01-12　浏览次数：88
2023年，全市民政系统认真落实各项部署，各项工作取得新进展，群众获得感不断增强。
一、养老服务
（一）助餐服务扩面提质。新建长者饭堂36个，累计服务老年人12万人次。
二、2024年工作计划
（一）完善助餐网络。再建长者饭堂20个。
"""


@pytest.mark.django_db
def test_from_a_file_to_the_highlighted_word(tmp_path: Path, client: Client) -> None:
    call_command("load_reference", stdout=StringIO())
    (tmp_path / "柳州.txt").write_text(REPORT, encoding="gb18030")
    call_command("ingest", str(tmp_path), stdout=StringIO(), stderr=StringIO())

    results = client.get("/search/", {"q": "長者飯堂", "year": "2024"}).content.decode()
    assert "1 份报告" in results
    assert "柳州市" in results
    assert "再建<mark>长者饭堂</mark>20个" in results
    link = re.search(r'href="(/reports/\d+/\?q=[^"#]+)#(p\d+)"', results)
    assert link is not None

    page = client.get(link.group(1)).content.decode()
    passage = page[page.index(f'id="{link.group(2)}"') :]
    assert "<mark" in passage[:600]
    assert "饭堂" in passage[:600]
    assert client.get("/search/", {"q": '"浏览次数"'}).content.decode().count("<mark") == 0
