"""
Money: currencies, rounding, published exchange rates and conversions that can be shown.

Depends on nothing else of the package and on no clock; every number is an exact `Fraction`.
"""
