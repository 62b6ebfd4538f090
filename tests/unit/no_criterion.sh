#!/bin/sh
# Stands in for the unit tests where Criterion is missing: says so and fails.
echo 'Criterion is missing: apt install libcriterion-dev, then ./configure again' >&2
exit 1
