"""
Questions about rules and answers: which are meant, what other readings would give, what may stand beside what.
"""
