"""examples/escape against the Python version of MarkupSafe, which is five calls of str.replace."""

import random

import pytest
from support.examples import build_speedups
from support.load import load

REPLACEMENTS = [("&", "&amp;"), (">", "&gt;"), ("<", "&lt;"), ("'", "&#39;"), ('"', "&#34;")]


def expected(text):
    for special, escaped in REPLACEMENTS:
        text = text.replace(special, escaped)
    return text


@pytest.fixture(scope="module")
def escape(compiler):
    return load(build_speedups(compiler))._escape_inner


class Sub(str):
    pass


class Loud(str):
    def replace(self, old, new):
        return Loud(str.replace(self, old, new + "!"))


@pytest.mark.parametrize("character", ["a", "\0", "\x7f", "\x80", "é", "あ", "\U0001f363", "\ud800", "\udfff"])
def test_character_beside_special_ones(escape, character):
    for size in range(20):
        text = character * size
        for s in [text, text + "<", "&" + text, text + "'\"" + text, "<" + character + ">" * size]:
            assert escape(s) == expected(s)


def test_every_position_of_a_word(escape):
    for special, _ in REPLACEMENTS:
        for size in range(1, 26):
            for i in range(size):
                text = "x" * i + special + "x" * (size - i - 1)
                assert escape(text) == expected(text)


def test_neighbours_of_the_special_characters_stay(escape):
    text = "".join(map(chr, range(0x100)))
    assert escape(text) == expected(text)


def test_random_texts(escape):
    rng = random.Random(20)
    for _ in range(2000):
        text = "".join(rng.choice("ab&<>'\"\0é\U0001f363\udc80") for _ in range(rng.randrange(40)))
        assert escape(text) == expected(text)


def test_larger_than_the_small_buffer(escape):
    for text in ["<p>" * 10_000, "é<p>" * 10_000, "x" * 300 + "&", "é" * 300 + "&"]:
        assert escape(text) == expected(text)


def test_nothing_to_escape_gives_the_same_object(escape):
    for text in ["plain text", "日本語"]:
        assert escape(text) is text


@pytest.mark.parametrize("text", ["", "plain", "<b>", "é&", "\ud800&"])
def test_subclass_gives_a_plain_str(escape, text):
    result = escape(Sub(text))
    assert type(result) is str
    assert result == expected(text)


def test_overridden_replace_is_called(escape):
    result = escape(Loud("<"))
    assert type(result) is Loud
    assert result == expected(Loud("<")) == "&lt;!"


@pytest.mark.parametrize("value", [None, 5, object()])
def test_object_that_is_no_str(escape, value):
    with pytest.raises(AttributeError):
        expected(value)
    with pytest.raises(AttributeError):
        escape(value)


def test_bytes(escape):
    with pytest.raises(TypeError):
        expected(b"<")
    with pytest.raises(TypeError):
        escape(b"<")


def test_nothing_leaks(escape, leaks):
    for text in ["", "plain", "<b>", "é<b>", "\ud800<b>", "<" * 300, Sub("<b>"), 5]:
        leaks(escape, text)
