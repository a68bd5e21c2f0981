#!/bin/sh
# Every attempt, where it must succeed and where it must fail.
exec "${BUILD:-$PWD}/regress/bin/sandbox-attempts" "$@"
