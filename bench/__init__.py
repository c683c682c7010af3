"""The benchmark: the same functions over Python.h and over HPy, measured side by side. See README.md."""
