"""A stand-in for hpy.universal._debug: what the C of debug mode offers to Python, with handles made by the test."""

BASE = 0x10000


class Handle:
    """A DebugHandle."""

    def __init__(self, obj, opened_at=(), **fields):
        self.obj, self.opened_at = obj, opened_at
        self.id, self.kind, self.generation = id(self), "handle", 1
        self.module, self.function, self.function_at = None, None, 0
        self.is_closed, self.closed_at, self.raw_data_size = False, (), -1
        self.in_call = self.is_reported = False
        self.opened_stack = ()
        self.__dict__.update(fields)

    def __repr__(self):
        from hpy.debug import _findings

        return _findings.describe_handle(self)

    def _force_close(self):
        self.is_closed = True


class FakeDebug:
    """Addresses from BASE on lie in the file 'path', at the offset that is left without BASE."""

    def __init__(self, path="/lib/quick.so", symbols=()):
        self.path, self.symbols = path, dict(symbols)
        self.handles = []
        self.options = {"fatal": False, "stack": 1, "quarantine": 1024, "protect": "sample", "keep": False}
        self.generation = 0
        self.trace_limit = "unset"

    def open(self, obj, *opened_at, **fields):
        self.handles.append(Handle(obj, opened_at, generation=self.generation, **fields))
        return self.handles[-1]

    def locate(self, address):
        if address < BASE:
            return None
        return self.path, address - BASE, self.symbols.get(address - BASE)

    def new_generation(self):
        self.generation += 1
        return self.generation

    def get_open_handles(self, generation):
        return [h for h in self.handles if h.generation >= generation and not h.is_closed]

    def set_handle_stack_trace_limit(self, limit):
        self.trace_limit = limit

    def set_options(self, **options):
        self.options.update(options)

    def get_options(self):
        return dict(self.options)


def install(fake):
    """Let hpy.debug use 'fake' in this process."""
    from hpy.debug import _layer

    _layer.get = lambda: fake
    _layer.is_loaded = lambda: True
    return fake


def raw(kind="use-after-close", used_at=(BASE + 16,), **fields):
    """What the layer says when it found something."""
    found = {
        "kind": kind,
        "severity": "error",
        "message": "HPy_Add: argument 1 (h1) is a handle that was closed",
        "api": "HPy_Add",
        "module": "quick",
        "function": "quick.greet",
        "function_at": 0,
        "used_at": used_at,
        "opened_at": (),
        "closed_at": (),
        "raised_at": (),
        "raised_by": None,
        "has_object": False,
    }
    found.update(fields)
    return found
