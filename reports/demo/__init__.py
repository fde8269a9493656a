"""The demo study: firms rebuilt from the published totals, walked through the same doors as anybody's interviews.

clusters.toml says what the paper does not print; `draws` and `quotas` split totals; `satisfying` finds answers that
hold or break a rung; `firms` puts one firm together; `loading` hands them to the verbs of the other rooms.
"""
