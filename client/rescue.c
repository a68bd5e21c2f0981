#include "client/rescue.h"

#include <signal.h>
#include <stddef.h>

static const int faults[] = {
    SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP, SIGXFSZ};

enum {
	FAULTS = sizeof faults / sizeof faults[0]
};

static struct sigaction before[FAULTS];
static struct tty *volatile endangered;

/* Once: a fault in here, or after it, does what it did before. */
static void
on_fault(int number)
{
	struct tty *t = endangered;

	rescue_end();
	if (t != NULL)
		tty_emergency(t);
	raise(number);
}

void
rescue_begin(struct tty *t)
{
	struct sigaction action = {.sa_handler = on_fault};
	size_t i;

	endangered = t;
	sigemptyset(&action.sa_mask);
	for (i = 0; i < FAULTS; i++)
		sigaction(faults[i], &action, &before[i]);
}

void
rescue_end(void)
{
	size_t i;

	if (endangered == NULL)
		return;
	endangered = NULL;
	for (i = 0; i < FAULTS; i++)
		sigaction(faults[i], &before[i], NULL);
}
