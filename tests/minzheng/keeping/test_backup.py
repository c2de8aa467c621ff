"""`manage.py backup` and `restore`: all that was there is there again, or nothing is touched."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from hashlib import sha256
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.contrib.auth.models import Permission, User
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from minzheng.keeping import bags
from minzheng.keeping.checking import faults
from minzheng.keeping.dumps import load
from minzheng.keeping.packing import back_up
from minzheng.keeping.scratch import scratch_archive
from minzheng.keeping.unpacking import _RESTORING, restore
from minzheng.refusal import Refusal
from reports.models import Passage, Report, Section
from reports.selection import Selection
from search.results import search
from tests.minzheng.conftest import wait_until
from tests.minzheng.keeping.conftest import started
from tests.minzheng.keeping.test_bags import cut, flip
from tests.reports.factories import held_report


@pytest.fixture
def elsewhere(bag: Path, tmp_path: Path) -> Iterator[Path]:
    """Work in an empty archive beside the one that was backed up; yields its folder."""
    with scratch_archive(tmp_path / "elsewhere"):
        yield tmp_path / "elsewhere"


def run(command: str, *arguments: object) -> tuple[str, str]:
    """Run a command; what it printed, and what it failed with."""
    out = StringIO()
    try:
        call_command(command, *map(str, arguments), stdout=out)
    except (CommandError, Refusal) as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def holding() -> dict[str, object]:
    """What an archive holds and what is found in it."""
    found = search("养老服务", selection=Selection.of())
    return {
        "reports": list(Report.objects.order_by("pk").values()),
        "sections": list(Section.objects.order_by("pk").values()),
        "passages": list(Passage.objects.order_by("pk").values()),
        "users": list(User.objects.order_by("pk").values("username", "password")),
        "rights": list(User.user_permissions.through.objects.values_list("permission__codename")),
        "originals": sorted(
            sha256(report.original.read_bytes()).hexdigest() for report in Report.objects.all()
        ),
        "found": [
            (group.report.pk, [hit.passage.number for hit in group.hits]) for group in found.groups
        ],
    }


def tables() -> list[str]:
    return connection.introspection.table_names()


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def reseal(bag: Path) -> None:
    """Write the lists of a bag anew, over what its files are now."""
    names = [path.relative_to(bag / "data").as_posix() for path in files(bag / "data")]
    about = [pair for pair in bags.info(bag) if pair[0] != "Payload-Oxum"]
    (bag / "data").rename(bag / "before")
    packer = bags.Packer(bag)
    for tag in bag.glob("*.txt"):
        tag.unlink()
    for name in names:
        (bag / "before" / name).rename(packer.place(name))
        packer.add_written(name)
    packer.seal(about)


def test_what_was_backed_up_is_there_again(committed: None, tmp_path: Path) -> None:
    editor = User.objects.create_user("李编辑", password="不重要")
    editor.user_permissions.set(Permission.objects.filter(codename="publish_report"))
    before = holding()
    said, error = run("backup", tmp_path / "备份")
    assert (error, "6 份报告，6 个原文件" in said) == ("", True)
    with scratch_archive(tmp_path / "elsewhere"):
        assert run("restore", tmp_path / "备份") == (
            "已恢复数据库和 6 个原文件，正在核对…\n核对了 6 份报告，一切完好。\n",
            "",
        )
        assert holding() == before
        # Sequences and triggers came along: the next report gets an id of its own, and is found at once.
        new = held_report("新来的报告说𠮷祥镇发放高龄津贴。", status="published")
        assert new.pk > max(row["id"] for row in before["reports"])  # type: ignore[attr-defined]
        found = search("𠮷祥镇", selection=Selection.of())
        assert [group.report for group in found.groups] == [new]
    assert holding() == before


def test_a_migrated_archive_that_was_never_used_is_empty_too(elsewhere: Path, bag: Path) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    assert run("restore", bag)[1] == ""
    assert Report.objects.count() == 6


def test_a_bag_tells_of_the_archive(bag: Path) -> None:
    about = dict(bags.info(bag))
    assert about["Archive-Reports"] == "6"
    assert about["Archive-Passages"] == str(Passage.objects.count())
    assert ("Archive-Migration", "reports.0006_no_index_of_areas") in bags.info(bag)
    assert about["Payload-Oxum"].endswith(".7")


def test_nobody_is_logged_in_after_a_restore(committed: None, tmp_path: Path) -> None:
    from django.contrib.sessions.backends.db import SessionStore

    SessionStore().create()
    back_up(tmp_path / "bag")
    with scratch_archive(tmp_path / "elsewhere"):
        restore(tmp_path / "bag")
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_session")
            assert cursor.fetchone() == (0,)


def an_original(bag: Path) -> Path:
    return min((bag / "data" / "originals").glob("*/*"))


DAMAGES: dict[str, tuple[Callable[[Path], Path], Callable[[Path], None]]] = {
    "a byte of an original": (an_original, flip),
    "an original": (an_original, Path.unlink),
    "a byte of the dump": (lambda bag: bag / "data" / "database.dump", flip),
    "half of the dump": (lambda bag: bag / "data" / "database.dump", cut),
    "the dump": (lambda bag: bag / "data" / "database.dump", Path.unlink),
    "a byte of the manifest": (lambda bag: bag / "manifest-sha256.txt", flip),
    "a stray file": (lambda bag: bag / "data" / "走错.txt", Path.touch),
    "a byte of what it says of itself": (lambda bag: bag / "bag-info.txt", flip),
}


@pytest.mark.parametrize(("choose", "damage"), DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_bag_is_refused_and_its_wrong_file_named(
    elsewhere: Path, bag: Path, choose: Callable[[Path], Path], damage: Callable[[Path], None]
) -> None:
    chosen = choose(bag)
    damage(chosen)
    said, error = run("restore", bag)
    assert said == ""
    assert f"\n  {chosen.relative_to(bag)}：" in error
    assert (tables(), files(elsewhere)) == ([], [])


def test_a_dump_that_was_cut_short_before_it_was_sealed_changes_nothing(
    elsewhere: Path, bag: Path
) -> None:
    dump = bag / "data" / "database.dump"
    dump.write_bytes(dump.read_bytes()[: -dump.stat().st_size // 4])
    reseal(bag)
    assert "可能被截断" in run("restore", bag)[1]
    assert (tables(), files(elsewhere)) == ([], [])


def test_an_archive_that_holds_something_is_left_alone(bag: Path) -> None:
    before = holding()
    assert "档案不是空的（已有 6 份报告）" in run("restore", bag)[1]
    assert holding() == before


def test_what_comes_in_while_a_restore_begins_is_not_lost(elsewhere: Path, bag: Path) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    User.objects.create_user("刚来的")
    with pytest.raises(Refusal, match="表 auth_user 里刚有了新的内容"):
        load(bag / "data" / "database.dump", empty=["auth_user"])
    assert User.objects.get().username == "刚来的"


def test_only_one_restores_at_a_time(elsewhere: Path, bag: Path) -> None:
    settings_dict = connection.get_connection_params()
    place = {
        key: settings_dict[key]
        for key in ("host", "port", "user", "dbname", "password")
        if settings_dict.get(key)
    }
    with psycopg.connect(**place) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", _RESTORING)
        assert "另一个 restore" in run("restore", bag)[1]
    assert (tables(), files(elsewhere)) == ([], [])
    assert run("restore", bag)[1] == ""


def test_a_bag_of_an_earlier_program_is_brought_up_to_date(
    transactional_db: None, tmp_path: Path
) -> None:
    with scratch_archive(tmp_path / "earlier"):
        call_command("migrate", interactive=False, verbosity=0)
        call_command("migrate", "search", "0009", interactive=False, verbosity=0)
        back_up(tmp_path / "bag")
    with scratch_archive(tmp_path / "elsewhere"):
        assert run("restore", tmp_path / "bag")[1] == ""
        assert MigrationRecorder.Migration.objects.filter(name="0010_more_rows_wait").exists()


def test_a_database_without_tables_is_told_to_be_migrated(elsewhere: Path, tmp_path: Path) -> None:
    for arguments in (["verify"], ["backup", tmp_path / "bag"], ["drill"]):
        name, *rest = map(str, arguments)
        assert "manage.py migrate" in run(name, *rest)[1]
    assert not list(tmp_path.glob("*bag*"))


def test_a_database_of_something_else_is_left_alone(elsewhere: Path, bag: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE invoices (number integer)")
    assert "别的表（invoices）" in run("restore", bag)[1]
    assert tables() == ["invoices"]


@pytest.mark.parametrize(
    ("label", "value", "words"),
    [
        ("Archive-Migration", "reports.9999_later", "迁移 reports.9999_later"),
        ("Archive-Database-Version", "99", "PostgreSQL 99"),
    ],
)
def test_a_bag_of_a_later_program_is_refused_by_what_is_later(
    elsewhere: Path, bag: Path, label: str, value: str, words: str
) -> None:
    with (bag / "bag-info.txt").open("a") as about:
        about.write(f"{label}: {value}\n")
    text = (bag / "bag-info.txt").read_text()
    if label == "Archive-Database-Version":
        text = "".join(x for x in text.splitlines(True) if label not in x) + f"{label}: {value}\n"
        (bag / "bag-info.txt").write_text(text)
    reseal(bag)
    assert words in run("restore", bag)[1]
    assert tables() == []


def test_what_the_archive_lacks_is_said_and_the_rest_is_backed_up(
    committed: None, tmp_path: Path
) -> None:
    gone, changed = Report.objects.order_by("pk")[:2]
    gone.original.unlink()
    flip(changed.original)
    said, error = run("backup", tmp_path / "bag")
    assert f"第 {gone.pk} 号报告" in said
    assert "原文件不见了" in said
    assert error == "有 2 个原文件没能完好备份。"
    assert list(faults(tmp_path / "bag")) == []
    kept = tmp_path / "bag" / "data" / "damaged" / changed.sha256
    assert kept.read_bytes() == changed.original.read_bytes()
    with scratch_archive(tmp_path / "elsewhere"):
        said, error = run("restore", tmp_path / "bag")
        assert error == "核对了 6 份报告，发现 2 处问题。"
        assert Report.objects.count() == 6


def test_what_exists_is_never_overwritten(bag: Path, tmp_path: Path) -> None:
    before = sorted(files(bag))
    assert "已经存在" in run("backup", bag)[1]
    assert sorted(files(bag)) == before
    (tmp_path / "empty").mkdir()
    assert "已经存在" in run("backup", tmp_path / "empty")[1]
    assert "上级文件夹不存在" in run("backup", tmp_path / "none" / "bag")[1]


@pytest.mark.usefixtures("committed")
def test_a_killed_backup_leaves_no_bag_and_the_next_one_succeeds(tmp_path: Path) -> None:
    # It waits for the table, so that it is surely in the middle when it is killed.
    with connection.cursor() as cursor:
        cursor.execute("BEGIN; LOCK TABLE reports_areaterm")
        process = started("backup", tmp_path / "bag")
        try:
            wait_until(lambda: bool(list(tmp_path.glob(".bag.part-*"))), what="a backup begins")
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait()
            cursor.execute("ROLLBACK")
    (left,) = tmp_path.glob(".bag.part-*")
    assert not (tmp_path / "bag").exists()
    assert "不是一个备份" in run("restore", left)[1]
    said = StringIO()
    call_command("backup", str(tmp_path / "bag"), stdout=StringIO(), stderr=said)
    assert f"{left} 是没有做完的备份" in said.getvalue()
    assert list(faults(tmp_path / "bag")) == []


@pytest.mark.parametrize("part", ["database.dump", "originals"])
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can make a small disk")
def test_a_full_disk_is_called_so_and_nothing_is_left(bag: Path, tmp_path: Path, part: str) -> None:
    dump = (bag / "data" / "database.dump").stat().st_size
    room = dump // 2 if part == "database.dump" else dump + 20_000
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={room}", "tmpfs", disk], check=False
    )
    if mounted.returncode:
        pytest.skip("this machine lets nobody mount")
    try:
        error = run("backup", disk / "bag")[1]
        assert error.endswith("磁盘空间不足。什么也没有留下。")
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(["umount", disk], check=True)
    assert list(faults(bag)) == []
