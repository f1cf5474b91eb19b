from __future__ import annotations

from geo.files import ByteCache


def test_what_was_used_last_stays() -> None:
    cache: ByteCache[str] = ByteCache(10)
    for key in "abc":
        cache.put(key, b"1234")
        assert cache.get("a") == b"1234"
    assert (cache.get("b"), cache.get("c")) == (None, b"1234")


def test_a_file_that_is_put_again_counts_once() -> None:
    cache: ByteCache[str] = ByteCache(10)
    for size in (9, 3, 6):
        cache.put("a", b"x" * size)
    cache.put("b", b"1234")
    assert cache.get("a") == b"x" * 6
    cache.put("b", b"12345")
    assert cache.get("a") is None


def test_a_file_beyond_the_limit_is_not_kept() -> None:
    cache: ByteCache[str] = ByteCache(10)
    cache.put("a", b"x" * 11)
    cache.put("b", b"x" * 10)
    assert (cache.get("a"), cache.get("b")) == (None, b"x" * 10)
