"""
The exact meaning of the language: expressions to values with their trace, programmes to answers.
"""
