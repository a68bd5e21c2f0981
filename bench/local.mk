# Not built by default: bench/run does.
EXTRA_PROGRAMS = bench/bin/nono-bench
bench_bin_nono_bench_SOURCES = bench/bench.c bench/bench.h bench/sessions.c
bench_bin_nono_bench_LDADD = $(COMMON_LIBS) -lutil
EXTRA_DIST += bench/README bench/run
CLEANFILES += bench/bin/nono-bench
