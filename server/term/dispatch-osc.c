#include "server/term/dispatch-osc.h"

#include <stdlib.h>
#include <string.h>

#include "server/term/colours.h"
#include "server/term/title.h"

enum {
	OSC_MAX = 100000 /* larger numbers are none */
};

/*
 * The number that the string begins with, and what follows the semicolon (NULL
 * if there is none); -1 if it does not begin with a number.
 */
static int
split(const struct parser *p, const char **args)
{
	const char *s = (const char *)p->string;
	int n = 0;

	if (*s < '0' || *s > '9')
		return (-1);
	for (; *s >= '0' && *s <= '9'; s++) {
		n = n * 10 + (*s - '0');
		if (n > OSC_MAX)
			return (-1);
	}
	if (*s != ';' && *s != '\0')
		return (-1);
	*args = *s == ';' ? s + 1 : NULL;
	return (n);
}

/*
 * Everything else is dropped: icon titles (1), the working directory (7),
 * hyperlinks (8), notifications (9, 99, 777), the clipboard (52), prompt marks
 * (133), files and images (1337).
 */
void
dispatch_osc(struct term *t, const struct parser *p)
{
	const char *args = NULL;
	int n = split(p, &args);

	if ((n == 0 || n == 2) && args != NULL)
		title_set(
		    t, args, p->len - (size_t)(args - (const char *)p->string));
	else if (n == 4 && args != NULL)
		colours_palette(t, p, args);
	else if (n >= 10 && n <= 19 && args != NULL)
		colours_dynamic(t, p, (unsigned)n, args);
	else if (n == 104)
		colours_reset_palette(t, args);
	else if (n >= 110 && n <= 119)
		colours_reset_dynamic(t, (unsigned)n);
}
