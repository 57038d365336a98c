"""
The tests. A package, so that what two folders of tests need can be imported as `tests.<folder>.<file>`.
"""
