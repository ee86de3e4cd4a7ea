"""The use cases: one callable, one unit of work, one commit each.

They decide nothing that a rule decides and know no channel. A fact about a person that does not fit is an answer
(a result type); an exception is for a caller that broke a rule it could have asked first.
"""
