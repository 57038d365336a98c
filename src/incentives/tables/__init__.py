"""
What the rules mean for a whole table: the same answers as the exact evaluator, in columns of scaled integers.
"""
