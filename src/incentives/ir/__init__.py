"""
The typed language: expressions, the operator table, the compiled rules.
"""
