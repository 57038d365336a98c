"""
Choosing exactly: linear models with decisions, searched with rationals and proven by a certificate.
"""
