"""A real visitor uploads and loads over the real protocol: the server keeps no upload, another visitor is answered."""

from __future__ import annotations

from pathlib import Path

from benchmarks.data import write_sales
from benchmarks.screens import visited
from benchmarks.session import Run, Server
from benchmarks.visitors import Waits, moves, upload, watching


def test_the_server_holds_no_upload_after_the_drop(tmp_path: Path) -> None:
    path, waits = write_sales(60_000, tmp_path).plain, Waits()
    server = Server(tmp_path / "store.duckdb")
    try:
        with visited(server) as uploader, visited(server) as other:
            other.run("imports")
            with watching(other, waits):
                seen = upload(server, uploader, path)
            shown = other.run("abc")
    finally:
        server.close()
    size = path.stat().st_size
    assert seen.held_before == {"files": 1, "bytes": size}, "the server has the file before the page takes it"
    assert seen.held_after == {"files": 0, "bytes": 0}
    assert "upload_more" in seen.loading.buttons and shown.charts, "the lines are loaded, and everybody sees them"
    assert len(waits.seen) > 3 and waits.across(seen.loaded_at)
    shares = [percent for _, percent, _ in seen.loading.progress]
    assert shares == sorted(shares) and moves(seen.loading)[0] >= 1


def test_moves_of_a_bar_and_its_longest_stop() -> None:
    run = Run(wall=9.0, progress=[(0.5, 0, "a"), (1.0, 10, "b"), (1.5, 10, "b"), (4.0, 60, "c"), (5.0, 60, "c")])
    assert moves(run) == (2, 3.0)
    assert moves(Run(wall=9.0)) == (0, 9.0)


def test_waits_belong_to_the_time_in_which_they_lie() -> None:
    waits = Waits([(0.0, 1.0), (1.5, 1.0), (3.0, 2.0), (6.0, 0.5), (7.0, 0.1)])
    assert waits.between(0.0, 2.6) == [1.0, 1.0]
    assert waits.across(4.0) == [2.0, 0.5]
