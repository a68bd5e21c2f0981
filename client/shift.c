/*
 * For each distance, the best stretch of rows to move is the one with the
 * largest sum of what each row saves or loses (Kadane's algorithm). What the
 * rows that become blank lose is taken off at the end.
 */
#include "client/shift.h"

enum {
	SCROLL_COST = 24, /* bytes that scrolling a region takes, about */
};

struct rows {
	const struct shift_row *want, *have;
	unsigned first, last; /* those that differ lie in here */
};

static bool
is_right(const struct rows *r, unsigned y)
{
	return (r->want[y].hash == r->have[y].hash);
}

/* Bytes that row y saves, or loses if negative, when row y + n comes to it. */
static int
saving(const struct rows *r, unsigned y, int n)
{
	const struct shift_row *from = &r->have[(int)y + n];

	if (from->hash == r->want[y].hash)
		return (is_right(r, y) ? 0 : (int)r->want[y].cost);
	return (is_right(r, y) ? -(int)r->want[y].cost : 0);
}

/* The same for the rows that scrolling a to b by n leaves blank. */
static int
vacated(const struct rows *r, unsigned a, unsigned b, int n)
{
	unsigned y, end;
	int sum = 0;

	y = n > 0 ? b + 1 : a - (unsigned)-n;
	end = n > 0 ? b + (unsigned)n : a - 1;
	for (; y <= end; y++) {
		if (is_right(r, y))
			sum -= (int)r->want[y].cost;
	}
	return (sum);
}

static void
try_distance(const struct rows *r, int n, int *best, struct shift *out)
{
	unsigned first = n > 0 ? r->first : r->first + (unsigned)-n;
	unsigned last = n > 0 ? r->last - (unsigned)n : r->last;
	unsigned y, a = first, b = first, start = first;
	int sum = 0, top = 0;

	for (y = first; y <= last; y++) {
		sum += saving(r, y, n);
		if (sum <= 0) {
			sum = 0;
			start = y + 1;
		} else if (sum > top) {
			top = sum;
			a = start;
			b = y;
		}
	}
	if (top <= *best || (top += vacated(r, a, b, n)) <= *best)
		return;
	*best = top;
	out->top = n > 0 ? a : a - (unsigned)-n;
	out->bottom = n > 0 ? b + (unsigned)n : b;
	out->n = n;
}

bool
shift_find(const struct shift_row *want, const struct shift_row *have,
    unsigned n, struct shift *out)
{
	struct rows r = {.want = want, .have = have, .last = n - 1};
	int best = SCROLL_COST, distance;

	if (n < 2)
		return (false);
	while (r.first < r.last && is_right(&r, r.first))
		r.first++;
	while (r.last > r.first && is_right(&r, r.last))
		r.last--;
	for (distance = 1; distance <= (int)(r.last - r.first); distance++) {
		try_distance(&r, distance, &best, out);
		try_distance(&r, -distance, &best, out);
	}
	return (best > SCROLL_COST);
}
