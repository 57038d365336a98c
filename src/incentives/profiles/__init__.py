"""
One company: from a file, a Python mapping or `--set` options to its facts, by the types that they are declared with.
"""
