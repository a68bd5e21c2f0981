bin_PROGRAMS += nono
nono_SOURCES = client/nono.c
nono_LDADD = $(COMMON_LIBS)
