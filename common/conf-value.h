/* The values of a configuration file: see conf.h. */
#ifndef COMMON_CONF_VALUE_H
#define COMMON_CONF_VALUE_H

#include "common/conf.h"
#include "common/error.h"

/* Where the text of an array stands at the end of a line. */
enum conf_open {
	CONF_CLOSED, /* the value is whole */
	CONF_WANTS_STRING, /* or the closing bracket */
	CONF_WANTS_COMMA, /* or the closing bracket */
};

/*
 * Read what follows the "=" of a line, in place: strings are decoded where they
 * stand and entry points at them. Sets type and value of entry, and *open,
 * which is CONF_CLOSED unless it is an array that goes on. Returns -1 and sets
 * e, without file and line, if it is no value, or something follows it.
 */
int conf_value_parse(struct conf_entry *entry, char *text, unsigned line,
    enum conf_open *open, struct error *e);

/* Read a further line of an array that goes on, in the same way. */
int conf_value_continue(struct conf_entry *entry, char *text, unsigned line,
    enum conf_open *open, struct error *e);

/* "a string", "an integer" ...; of several bits, joined by "or". */
void conf_type_name(unsigned types, char *out, size_t size);

#endif
