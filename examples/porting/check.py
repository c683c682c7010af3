"""What the module tally does, the same at every step of its port.

    python check.py FOLDER    FOLDER: where the built module is

Prints the file of the module, when all is as it should be.
"""

import gc
import sys
import weakref


def raises(exception, function, *args, **kw):
    """The text of the exception that the call raises, which must be of this type."""
    try:
        function(*args, **kw)
    except exception as e:
        assert type(e) is exception, type(e)
        return str(e)
    raise AssertionError("%s not raised" % exception.__name__)


class Node:
    """Something that can be counted, be part of a cycle, and be seen to go away."""

    def key(self, item):
        return self


def failing(item):
    raise KeyError(item)


def check_module(m):
    assert m.__doc__ == "Counts things."
    assert (m.Tally.__module__, m.Tally.__name__) == ("tally", "Tally")
    assert m.Tally.__doc__ == "Tally(items=(), *, key=None): counts items, or what key(item) gives."
    assert m.words.__doc__ == "words(text, *, key=None): a Tally of the words of a text."
    assert m.TallyError.__module__ == "tally" and issubclass(m.TallyError, ValueError)


def check_counting(m):
    t = m.Tally("abracadabra")
    assert t.as_dict() == {"a": 5, "b": 2, "r": 2, "c": 1, "d": 1}
    assert (len(t), t.total, t.key, t.limit) == (5, 11, None, 0)
    assert (t.add("z"), t.add("a"), t.total) == (1, 6, 13)
    assert "z" in t and "Z" not in t
    assert repr(m.Tally("aab")) == "Tally({'a': 2, 'b': 1})"
    assert repr(m.Tally()) == "Tally({})"
    copy = t.as_dict()
    copy.clear()
    assert len(t) == 6
    raises(TypeError, t.add, [])
    raises(TypeError, t.__contains__, [])
    raises(TypeError, m.Tally, 5)
    raises(TypeError, m.Tally, (), None)
    raises(TypeError, m.Tally, itms=())
    raises(TypeError, hash, t)
    assert t.total == 13


def check_attributes(m):
    t = m.Tally()
    raises(AttributeError, setattr, t, "key", str)
    raises(AttributeError, setattr, t, "total", 0)
    raises(AttributeError, delattr, t, "key")
    assert raises(ValueError, setattr, t, "limit", -1) == "a limit cannot be negative"
    raises(TypeError, setattr, t, "limit", "many")
    raises(OverflowError, setattr, t, "limit", 1 << 100)
    t.limit = 1
    t.add("x")
    t.add("x")
    assert raises(m.TallyError, t.add, "y") == "no room for 'y': the limit is 1"
    assert t.as_dict() == {"x": 2} and t.limit == 1
    del t.limit
    assert t.limit == 0 and t.add("y") == 1


def check_key(m):
    t = m.Tally(["A", "a", "b"], key=m.fold)
    assert t.as_dict() == {"a": 2, "b": 1} and t.key is m.fold and "B" in t
    assert m.Tally("a", key=None).key is None
    assert raises(TypeError, m.Tally, key=1) == "key must be callable"
    assert m.fold("Straße") == "strasse"
    raises(AttributeError, m.fold, 1)
    raises(KeyError, m.Tally, "a", key=failing)
    raises(KeyError, m.Tally(key=failing).__contains__, "a")


def check_comparison(m):
    assert m.Tally("aab") == m.Tally("aba") and not m.Tally("aab") != m.Tally("aba")  # noqa: SIM202  (both slots)
    assert m.Tally("aab") != m.Tally("ab") and m.Tally() != {}
    raises(TypeError, lambda: m.Tally() < m.Tally())


def check_words(m):
    text = "The cat saw the dog \n"
    assert m.words(text).as_dict() == {"The": 1, "cat": 1, "saw": 1, "the": 1, "dog": 1}
    assert m.words(text, key=m.fold) == m.Tally(["the", "the", "cat", "saw", "dog"])
    assert type(m.words(text=text)) is m.Tally
    raises(TypeError, m.words)
    raises(TypeError, m.words, text, m.fold)
    raises(TypeError, m.words, text, key=1)
    raises(AttributeError, m.words, 5)
    raises(KeyError, m.words, text, key=failing)


def check_subclass(m):
    class Named(m.Tally):
        name = "?"

    t = Named("aab")
    t.name = "mine"
    assert type(t) is Named and t.add("b") == 2 and t == m.Tally("aabb") and repr(t) == "Tally({'a': 2, 'b': 2})"


def check_cycles(m):
    """Cycles through what is counted, through the key, and through a subclass are found."""

    class Sub(m.Tally):
        pass

    def gone(make):
        node = Node()
        node.tally = make(node)
        assert gc.is_tracked(node.tally)
        seen = weakref.ref(node)
        del node
        gc.collect()
        return seen() is None

    assert gone(lambda node: m.Tally([node]))
    assert gone(lambda node: m.Tally(key=node.key))
    assert gone(lambda node: m.Tally("a", key=node.key))
    assert gone(lambda node: Sub([node]))


def check_references(m):
    """Each reference that is taken is given back, also on the ways that end in an exception."""
    item, key = object(), Node().key
    exact = (item, key, m.Tally, m.TallyError)

    def use():
        t = m.Tally([item], key=None)
        assert t.add(item) == 2 and item in t and t == t
        t.limit = 1
        raises(m.TallyError, t.add, object())
        _ = t.as_dict(), repr(t), len(t), t.key
        _ = m.Tally([item], key=key).key
        m.words("to be or not to be", key=m.fold)
        raises(KeyError, m.Tally, [item], key=failing)
        raises(KeyError, m.words, "to be", key=failing)
        raises(TypeError, m.Tally, [item], key=1)
        raises(AttributeError, m.words, 5)

    def references():
        for _ in range(100):
            use()
        gc.collect()
        return [sys.getrefcount(thing) for thing in exact], sys.getrefcount(None), sys.getallocatedblocks()

    def grown(before, after):
        assert before[0] == after[0], (before[0], after[0])
        return max(after[1] - before[1], after[2] - before[2])

    # Others use None and memory too: a leak of 100 calls shows in every round, theirs in some.
    seen = [references(), references()]
    while len(seen) < 15 and grown(*seen[-2:]) >= 50:
        seen.append(references())
    assert grown(*seen[-2:]) < 50, seen


def main():
    sys.path.insert(0, sys.argv[1])
    import tally

    for name, check in list(globals().items()):
        if name.startswith("check_"):
            check(tally)
    print(tally.__file__)


if __name__ == "__main__":
    main()
