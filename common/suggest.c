#include "common/suggest.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

enum {
	PREFIX_MIN = 3,
	DISTANCE_MAX = 3
};

static size_t
least(size_t a, size_t b)
{
	return (a < b ? a : b);
}

static int
fold(char c)
{
	return (tolower((unsigned char)c));
}

/* Three rows of the matrix are enough: swaps look two rows back. */
static size_t
distance(const char *a, const char *b)
{
	size_t row[3][SUGGEST_WORD_MAX + 1];
	size_t la = strlen(a), lb = strlen(b), i, j;
	size_t *now, *up, *up2, cost;

	for (j = 0; j <= lb; j++)
		row[0][j] = j;
	for (i = 1; i <= la; i++) {
		now = row[i % 3];
		up = row[(i + 2) % 3];
		up2 = row[(i + 1) % 3];
		now[0] = i;
		for (j = 1; j <= lb; j++) {
			cost = fold(a[i - 1]) != fold(b[j - 1]);
			now[j] = least(
			    least(up[j], now[j - 1]) + 1, up[j - 1] + cost);
			if (i > 1 && j > 1 &&
			    fold(a[i - 1]) == fold(b[j - 2]) &&
			    fold(a[i - 2]) == fold(b[j - 1]))
				now[j] = least(now[j], up2[j - 2] + 1);
		}
	}
	return (row[la % 3][lb]);
}

void
suggest_init(struct suggest *s, const char *word)
{
	size_t limit = strlen(word) / 3;

	if (limit < 1)
		limit = 1;
	if (limit > DISTANCE_MAX)
		limit = DISTANCE_MAX;
	*s = (struct suggest){.word = word, .distance = limit + 1};
}

void
suggest_offer(struct suggest *s, const char *candidate)
{
	size_t lw = strlen(s->word), lc = strlen(candidate), d;

	if (lw > SUGGEST_WORD_MAX || lc > SUGGEST_WORD_MAX || lw == 0)
		return;
	d = distance(s->word, candidate);
	if (d < s->distance) {
		s->best = candidate;
		s->distance = d;
	} else if (s->best == NULL && least(lw, lc) >= PREFIX_MIN &&
	    strncasecmp(s->word, candidate, least(lw, lc)) == 0) {
		s->best = candidate;
	}
}
