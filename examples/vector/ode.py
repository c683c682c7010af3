"""Three bodies of equal mass chase each other along a figure of eight: an ODE, solved with vectors.

    python ode.py [FOLDER]    FOLDER: where the built modules are, if not on the path

Nothing here depends on where the vectors come from: the class of the start, from vector or from vector_native, is the
class of all that follows. After one period of Moore's orbit the bodies are back where they were.
"""

import gc
import importlib
import sys
import time

PERIOD = 6.32591398
X, Y, VX, VY = 0.97000436, -0.24308753, -0.93240737, -0.86473146
START = [
    X,
    Y,
    -X,
    -Y,
    0.0,
    0.0,  # positions of the bodies, two numbers each
    -VX / 2,
    -VY / 2,
    -VX / 2,
    -VY / 2,
    VX,
    VY,
]  # and their velocities
STEPS = 2000
ROUNDS = 5


def pull(a, b):
    """The acceleration at the place 'a' by the mass at 'b'."""
    way = b - a
    return way / way.norm() ** 3


def derivative(state):
    """Velocities and accelerations where 'state' has positions and velocities."""
    a, b, c = state[0:2], state[2:4], state[4:6]
    ab, bc, ca = pull(a, b), pull(b, c), pull(c, a)
    result = state.copy()
    result[0:6] = state[6:12]
    result[6:8] = ab - ca
    result[8:10] = bc - ab
    result[10:12] = ca - bc
    return result


def step(f, y, h):
    """One step of the classical method of Runge and Kutta for y' = f(y)."""
    k1 = f(y)
    k2 = f(y + k1 * (h / 2))
    k3 = f(y + k2 * (h / 2))
    k4 = f(y + k3 * h)
    k2 += k3
    k2 *= 2.0
    k2 += k1
    k2 += k4
    return y + k2 * (h / 6)


def integrate(f, y, time, steps):
    """The solution of y' = f(y) after 'time'."""
    h = time / steps
    for _ in range(steps):
        y = step(f, y, h)
    return y


def energy(state):
    """Constant along every solution."""
    a, b, c = state[0:2], state[2:4], state[4:6]
    v = state[6:12]
    return v.dot(v) / 2 - 1 / (b - a).norm() - 1 / (c - b).norm() - 1 / (a - c).norm()


def measure(classes):
    """The last state of each class, and the best nanoseconds of one step; the classes take turns."""
    ends, best = [None] * len(classes), [float("inf")] * len(classes)
    gc.disable()
    for _ in range(ROUNDS):
        for i, cls in enumerate(classes):
            start = time.perf_counter_ns()
            ends[i] = integrate(derivative, cls(START), PERIOD, STEPS)
            best[i] = min(best[i], (time.perf_counter_ns() - start) / STEPS)
    gc.enable()
    return ends, best


def load(names):
    """Those of the modules that are built."""
    modules = []
    for name in names:
        try:
            modules.append(importlib.import_module(name))
        except ImportError as error:
            if error.name != name:  # it is there, and does not work
                raise
    return modules


def main():
    if len(sys.argv) > 1:
        sys.path.insert(0, sys.argv[1])
    modules = load(["vector_native", "vector"])
    if not modules:
        sys.exit("neither vector nor vector_native is built: see README.md")
    ends, best = measure([module.Vector for module in modules])
    for module, end, ns in zip(modules, ends, best):
        start = module.Vector(START)
        print("%s: %s" % (module.__name__, module.__file__))
        print("  first body after one period: %.6f, %.6f" % tuple(end[0:2]))
        print(
            "  distance from the start %.1e, change of energy %.1e"
            % ((end - start).norm(), energy(end) - energy(start))
        )
        print("  %.2f µs for one step, %.2f of the first" % (ns / 1000, ns / best[0]))


if __name__ == "__main__":
    main()
