#include "server/term/title.h"

#include <stdlib.h>
#include <string.h>

#include "common/utf8.h"
#include "common/xmalloc.h"

static bool
is_unwanted(uint32_t cp)
{
	return (cp < 0x20 || (cp >= 0x7f && cp < 0xa0) || cp == 0x061c ||
	    cp == 0x200e || cp == 0x200f || (cp >= 0x2028 && cp <= 0x202e) ||
	    (cp >= 0x2066 && cp <= 0x2069));
}

void
title_set(struct term *t, const char *text, size_t len)
{
	char clean[TITLE_MAX + 1], one[UTF8_MAX];
	size_t i, n, k, used = 0;
	uint32_t cp;

	for (i = 0; i < len; i += n) {
		n = utf8_decode(text + i, len - i, &cp);
		if (is_unwanted(cp))
			continue;
		k = utf8_put(cp, one);
		if (used + k > TITLE_MAX)
			break;
		memcpy(clean + used, one, k);
		used += k;
	}
	clean[used] = '\0';
	if (strcmp(clean, t->title) == 0)
		return;
	memcpy(t->title, clean, used + 1);
	touch(t);
}

void
title_push(struct term *t)
{
	if (t->ntitles == TITLE_DEPTH) {
		free(t->titles[0]);
		t->ntitles--;
		memmove(
		    t->titles, t->titles + 1, t->ntitles * sizeof t->titles[0]);
	}
	t->titles[t->ntitles++] = xstrdup(t->title);
}

void
title_pop(struct term *t)
{
	char *title;

	if (t->ntitles == 0)
		return;
	title = t->titles[--t->ntitles];
	title_set(t, title, strlen(title));
	free(title);
}

void
title_release(struct term *t)
{
	while (t->ntitles > 0)
		free(t->titles[--t->ntitles]);
}
