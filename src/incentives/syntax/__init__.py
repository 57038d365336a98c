"""
The written language: strict YAML with places, the shapes of documents, the grammar of expressions.
"""
