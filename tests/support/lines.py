"""Lines of the tests' own files, which reports about snippets name."""


def line_of(path, text):
    """The number of the first line of the file with this text in it."""
    with open(path, encoding="utf-8") as file:
        return next(number for number, line in enumerate(file, 1) if text in line)
