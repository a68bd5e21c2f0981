#include "client/seq.h"

#include <string.h>

#include "common/xmalloc.h"

static void
append(struct seq *q, const char *text, size_t len)
{
	if (len > sizeof q->text - q->len)
		BUG("a sequence of more than %d bytes", SEQ_MAX);
	memcpy(q->text + q->len, text, len);
	q->len += (unsigned)len;
}

void
seq_text(struct seq *q, const char *text)
{
	append(q, text, strlen(text));
}

void
seq_char(struct seq *q, char c)
{
	append(q, &c, 1);
}

void
seq_number(struct seq *q, unsigned n)
{
	char digits[10];
	size_t at = sizeof digits;

	do
		digits[--at] = (char)('0' + n % 10);
	while ((n /= 10) != 0);
	append(q, digits + at, sizeof digits - at);
}

void
seq_csi(struct seq *q, unsigned n, char final)
{
	append(q, "\033[", 2);
	if (n != 1)
		seq_number(q, n);
	append(q, &final, 1);
}

void
seq_put(const struct seq *q, struct buf *out)
{
	buf_put(out, q->text, q->len);
}
