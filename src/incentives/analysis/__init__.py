"""
Questions about answers: what other readings would give, what may stand beside what.
"""
