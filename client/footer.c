#include "client/footer.h"

#include <stdio.h>
#include <string.h>

#include "common/buf.h"
#include "common/error.h"
#include "common/xmalloc.h"

enum {
	TEXT_MAX = 64 * 1024, /* bytes; what is longer is cut */
	SIGNALS = 64,
};

char *
footer_prepare(const struct policy *policy)
{
	struct buf b;
	char *text;

	buf_init(&b, TEXT_MAX);
	policy_print(policy, false, &b);
	text = xstrndup(b.len == 0 ? "" : (const char *)b.data, b.len);
	buf_release(&b);
	return (text);
}

static void
print_headline(int status)
{
	int signal = status - STATUS_SIGNAL;
	const char *name = NULL;

	if (signal > 0 && signal <= SIGNALS)
		name = sigabbrev_np(signal);
	if (status == STATUS_SANDBOX)
		fprintf(stderr, "[nono] Permission denied (exit code %d).\n",
		    status);
	else if (status == STATUS_EXEC)
		fprintf(stderr,
		    "[nono] Failed to execute command (exit code %d).\n",
		    status);
	else if (name != NULL)
		fprintf(stderr,
		    "[nono] Command killed by SIG%s (exit code %d).\n", name,
		    status);
	else
		fprintf(
		    stderr, "[nono] Command exited with code %d.\n", status);
}

/* The lines of the capability block, each as one of ours. */
static void
print_allowed(const char *allowed)
{
	const char *line = strchr(allowed, '\n'), *end;

	fprintf(stderr, "[nono] The sandbox allowed:\n");
	for (; line != NULL && line[1] != '\0'; line = end) {
		line++;
		end = strchr(line, '\n');
		if (end == NULL)
			return;
		fprintf(stderr, "[nono] %.*s\n", (int)(end - line), line);
	}
}

void
footer_print(int status, const char *allowed)
{
	print_headline(status);
	print_allowed(allowed);
	fprintf(stderr,
	    "[nono] What was denied is not recorded; the failure may be "
	    "unrelated to the sandbox.\n"
	    "[nono] To grant additional access, re-run with:\n"
	    "[nono]   --allow DIR | --read DIR | --write DIR | --allow-file "
	    "FILE | --read-file FILE\n"
	    "[nono] (--no-diagnostics: say none of this)\n");
}
