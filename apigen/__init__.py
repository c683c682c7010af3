"""The generator: reads the definition in api/ and writes every generated/ folder. Run as ``python -m apigen``."""
