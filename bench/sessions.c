/*
 * nono-bench: start, attach, echo, ps and memory of sessions, beside tmux.
 *
 *	nono-bench NONO [ROUNDS]
 *
 * As a session's command it is called by itself: "mark FILE" writes the time to
 * FILE and waits for ever, "raw" echoes bytes as they come, "paint TEXT" fills
 * the screen and ends it with TEXT.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include "bench/bench.h"
#include "common/xmalloc.h"

#define END_MARK "ENDOFSCREEN"

enum {
	TIMEOUT_MS = 10000,
	KEYS = 500,
	MANY = 100
};

static unsigned rounds = 15;

/* What runs inside. */

static int
do_mark(const char *file)
{
	char text[32], *temporary = xasprintf("%s.new", file);
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	snprintf(text, sizeof text, "%llu", (unsigned long long)now_ns());
	if (fd == -1 || write(fd, text, strlen(text)) == -1 ||
	    rename(temporary, file) == -1)
		return (1);
	for (;;)
		pause();
}

static int
do_raw(void)
{
	struct termios t;
	char byte;

	if (tcgetattr(0, &t) == 0) {
		cfmakeraw(&t);
		tcsetattr(0, TCSANOW, &t);
	}
	while (read(0, &byte, 1) == 1) {
		if (write(1, &byte, 1) != 1)
			return (1);
	}
	return (0);
}

static void
do_paint(const char *mark)
{
	struct winsize size = {.ws_col = 80, .ws_row = 24};
	unsigned x, y;

	ioctl(1, TIOCGWINSZ, &size);
	printf("\033[H");
	for (y = 0; y < size.ws_row; y++) {
		for (x = 0; x < size.ws_col; x++)
			printf("\033[3%um%c", (x / 7 + y) % 8,
			    'A' + (int)((x + y) % 26));
		if (y + 1u < size.ws_row)
			printf("\033[m\r\n");
	}
	printf("\033[m\033[%u;1H%s", size.ws_row, mark);
	fflush(stdout);
	for (;;)
		pause();
}

/* Measurements. */

static uint64_t
wait_mark(const char *file)
{
	uint64_t end = now_ns() + TIMEOUT_MS * 1000000ull;
	char text[32];
	ssize_t n;
	int fd;

	while (now_ns() < end) {
		if ((fd = open(file, O_RDONLY)) != -1) {
			n = read(fd, text, sizeof text - 1);
			close(fd);
			text[n < 0 ? 0 : n] = '\0';
			return (strtoull(text, NULL, 10));
		}
		sleep_ms(1);
	}
	fprintf(stderr, "no mark in time: %s\n", file);
	exit(1);
}

/* Milliseconds until the command ran, and until the client had returned. */
static void
start_once(const struct peer *p, unsigned number, double *ran, double *returned)
{
	char *file = xasprintf("%s/mark", bench_dir());
	char *name = xasprintf("s%u", number);
	char *command[] = {(char *)(uintptr_t)bench_self(),
	    (char *)(uintptr_t) "mark", file, NULL};
	char *argv[ARGS_MAX];
	uint64_t begin, ns;

	unlink(file);
	p->start(argv, name, "80x24", command);
	begin = now_ns();
	if (run(argv, &ns) != 0) {
		fprintf(stderr, "%s: cannot start a session\n", p->name);
		exit(1);
	}
	*returned = (double)ns / 1e6;
	*ran = (double)(wait_mark(file) - begin) / 1e6;
	free(file);
	free(name);
}

static void
measure_plain_exec(struct samples *s)
{
	char *argv[] = {(char *)(uintptr_t) "/bin/true", NULL};
	uint64_t ns;

	if (run(argv, &ns) == 0)
		samples_add(s, (double)ns / 1e6);
}

static void
bench_start(void)
{
	struct samples cold[PEERS][2] = {0}, warm[PEERS][2] = {0}, plain = {0};
	unsigned r, i, j;
	double ran, returned;

	for (r = 0; r < rounds; r++) {
		for (i = 0; i < PEERS; i++) {
			peers[i].stop_all();
			start_once(&peers[i], 0, &ran, &returned);
			samples_add(&cold[i][0], ran);
			samples_add(&cold[i][1], returned);
			for (j = 1; j <= 3; j++) {
				start_once(&peers[i], j, &ran, &returned);
				samples_add(&warm[i][0], ran);
				samples_add(&warm[i][1], returned);
			}
			peers[i].stop_all();
			measure_plain_exec(&plain);
		}
	}
	report("cold start: command runs", "ms", &cold[0][0], &cold[1][0], .5,
	    "plain exec", &plain);
	report("cold start: client returns", "ms", &cold[0][1], &cold[1][1], .5,
	    NULL, NULL);
	report("warm start: command runs", "ms", &warm[0][0], &warm[1][0], .5,
	    "plain exec", &plain);
	report("warm start: client returns", "ms", &warm[0][1], &warm[1][1], .5,
	    NULL, NULL);
}

/* Read from a pty until text has come, or nothing for too long. */
static bool
read_until(int master, const char *text)
{
	static char bytes[1 << 20];
	struct pollfd p = {.fd = master, .events = POLLIN};
	size_t used = 0, len = strlen(text);
	ssize_t n;

	while (poll(&p, 1, TIMEOUT_MS) == 1) {
		n = read(master, bytes + used, sizeof bytes - used);
		if (n <= 0)
			return (false);
		used += (size_t)n;
		if (memmem(bytes, used, text, len) != NULL)
			return (true);
		if (used > sizeof bytes / 2) {
			memmove(bytes, bytes + used - len, len);
			used = len;
		}
	}
	return (false);
}

static void
end_client(pid_t pid, int master)
{
	close(master);
	kill(pid, SIGHUP);
	waitpid(pid, NULL, 0);
}

static void
attach_once(
    const struct peer *p, unsigned columns, unsigned rows, struct samples *s)
{
	char *argv[ARGS_MAX];
	uint64_t begin;
	int master;
	pid_t pid;

	p->attach(argv, "paint");
	begin = now_ns();
	pid = run_on_pty(argv, columns, rows, &master);
	if (read_until(master, END_MARK))
		samples_add(s, (double)(now_ns() - begin) / 1e6);
	else
		fprintf(stderr, "%s: no screen\n", p->name);
	end_client(pid, master);
}

static void
bench_attach(const char *size, unsigned columns, unsigned rows)
{
	char *command[] = {(char *)(uintptr_t)bench_self(),
	    (char *)(uintptr_t) "paint", (char *)(uintptr_t)END_MARK, NULL};
	char *argv[ARGS_MAX], what[64];
	struct samples s[PEERS] = {0};
	unsigned r, i;
	uint64_t ns;

	for (i = 0; i < PEERS; i++) {
		peers[i].start(argv, "paint", size, command);
		run(argv, &ns);
		/* The first attach may find it half painted. */
		attach_once(&peers[i], columns, rows, &s[i]);
		s[i].n = 0;
	}
	for (r = 0; r < 2 * rounds; r++) {
		for (i = 0; i < PEERS; i++)
			attach_once(&peers[i], columns, rows, &s[i]);
	}
	for (i = 0; i < PEERS; i++)
		peers[i].stop_all();
	snprintf(what, sizeof what, "attach to a painted %s screen", size);
	report(what, "ms", &s[0], &s[1], .5, NULL, NULL);
}

/* Type keys at a program on a pty; microseconds to each echo. */
static void
type_keys(int master, struct samples *s)
{
	static const char keys[] = "VWYQ";
	struct pollfd p = {.fd = master, .events = POLLIN};
	char bytes[65536];
	uint64_t begin;
	ssize_t n;
	int i;

	for (i = -20; i < KEYS; i++) {
		while (poll(&p, 1, 0) == 1 &&
		    read(master, bytes, sizeof bytes) > 0)
			continue;
		begin = now_ns();
		if (write(master, &keys[i & 3], 1) != 1)
			return;
		do {
			if (poll(&p, 1, TIMEOUT_MS) != 1)
				return;
			n = read(master, bytes, sizeof bytes);
		} while (
		    n > 0 && memchr(bytes, keys[i & 3], (size_t)n) == NULL);
		if (i >= 0)
			samples_add(s, (double)(now_ns() - begin) / 1e3);
	}
}

static void
make_raw(int master)
{
	struct termios t;

	if (tcgetattr(master, &t) == 0) {
		cfmakeraw(&t);
		tcsetattr(master, TCSANOW, &t);
	}
}

static void
echo_round(char *const *argv, struct samples *s)
{
	char bytes[65536];
	struct pollfd p = {.events = POLLIN};
	int master;
	pid_t pid = run_on_pty(argv, 80, 24, &master);

	make_raw(master);
	/* Settled when nothing has come for a while. */
	p.fd = master;
	while (poll(&p, 1, 300) == 1 && read(master, bytes, sizeof bytes) > 0)
		continue;
	type_keys(master, s);
	end_client(pid, master);
}

static void
bench_echo(void)
{
	char *command[] = {
	    (char *)(uintptr_t)bench_self(), (char *)(uintptr_t) "raw", NULL};
	struct samples s[PEERS] = {0}, raw = {0};
	char *argv[ARGS_MAX];
	unsigned r, i;
	uint64_t ns;

	for (i = 0; i < PEERS; i++) {
		peers[i].start(argv, "raw", "80x24", command);
		run(argv, &ns);
	}
	for (r = 0; r < (rounds + 2) / 3; r++) {
		echo_round(command, &raw);
		for (i = 0; i < PEERS; i++) {
			peers[i].attach(argv, "raw");
			echo_round(argv, &s[i]);
		}
	}
	for (i = 0; i < PEERS; i++)
		peers[i].stop_all();
	report("key echo, p50", "us", &s[0], &s[1], .5, "bare pty", &raw);
	report("key echo, p99", "us", &s[0], &s[1], .99, "bare pty", &raw);
}

static void
start_many(const struct peer *p, unsigned from, unsigned to)
{
	char *command[] = {(char *)(uintptr_t) "/bin/cat", NULL};
	char *argv[ARGS_MAX], name[16];
	uint64_t ns;

	for (; from < to; from++) {
		snprintf(name, sizeof name, "m%u", from);
		p->start(argv, name, "80x24", command);
		if (run(argv, &ns) != 0)
			fprintf(stderr, "%s: cannot start %s\n", p->name, name);
	}
}

static void
bench_list(unsigned sessions)
{
	struct samples s[PEERS] = {0}, plain = {0};
	char *argv[ARGS_MAX], what[64];
	unsigned r, i;
	uint64_t ns;

	for (r = 0; r < 3 * rounds; r++) {
		for (i = 0; i < PEERS; i++) {
			peers[i].list(argv);
			run(argv, &ns);
			samples_add(&s[i], (double)ns / 1e6);
		}
		measure_plain_exec(&plain);
	}
	snprintf(what, sizeof what, "list %u session%s", sessions,
	    sessions == 1 ? "" : "s");
	report(what, "ms", &s[0], &s[1], .5, "plain exec", &plain);
}

/* KiB of memory nobody else maps, and this process's part of what is shared. */
struct memory {
	double private, pss;
};

static void
add_memory(const char *pid, struct memory *m)
{
	char *path = xasprintf("/proc/%s/smaps_rollup", pid), line[256];
	FILE *f = fopen(path, "re");
	unsigned long kib;

	free(path);
	while (f != NULL && fgets(line, sizeof line, f) != NULL) {
		if (sscanf(line, "Private_Clean: %lu", &kib) == 1 ||
		    sscanf(line, "Private_Dirty: %lu", &kib) == 1)
			m->private += (double)kib;
		if (sscanf(line, "Pss: %lu", &kib) == 1)
			m->pss += (double)kib;
	}
	if (f != NULL)
		fclose(f);
}

/* All processes whose title begins so. */
static struct memory
memory_of(const char *title)
{
	struct memory m = {0};
	DIR *proc = opendir("/proc");
	struct dirent *d;
	char *path, text[64];
	ssize_t n;
	int fd;

	while (proc != NULL && (d = readdir(proc)) != NULL) {
		if (d->d_name[0] < '0' || d->d_name[0] > '9')
			continue;
		path = xasprintf("/proc/%s/cmdline", d->d_name);
		fd = open(path, O_RDONLY);
		free(path);
		n = fd == -1 ? -1 : read(fd, text, sizeof text - 1);
		if (fd != -1)
			close(fd);
		text[n < 0 ? 0 : n] = '\0';
		if (strncmp(text, title, strlen(title)) == 0)
			add_memory(d->d_name, &m);
	}
	if (proc != NULL)
		closedir(proc);
	return (m);
}

static void
bench_memory(void)
{
	struct memory server[2], sessions[2], tmux[2];
	unsigned i;

	server[0] = memory_of("nono: server");
	sessions[0] = memory_of("nono: supervisor");
	tmux[0] = memory_of("tmux");
	for (i = 0; i < PEERS; i++)
		start_many(&peers[i], 1, MANY);
	server[1] = memory_of("nono: server");
	sessions[1] = memory_of("nono: supervisor");
	tmux[1] = memory_of("tmux");
	printf("\nmemory of an idle session, KiB: private (proportional)\n"
	       "  nono server's share            %7.1f (%.1f)\n"
	       "  nono supervisor and init       %7.1f (%.1f)\n"
	       "  tmux server's share            %7.1f (%.1f)\n\n",
	    (server[1].private - server[0].private) / (MANY - 1),
	    (server[1].pss - server[0].pss) / (MANY - 1),
	    (sessions[1].private - sessions[0].private) / (MANY - 1),
	    (sessions[1].pss - sessions[0].pss) / (MANY - 1),
	    (tmux[1].private - tmux[0].private) / (MANY - 1),
	    (tmux[1].pss - tmux[0].pss) / (MANY - 1));
}

static void
bench_many(void)
{
	unsigned i;

	for (i = 0; i < PEERS; i++)
		start_many(&peers[i], 0, 1);
	bench_list(1);
	bench_memory();
	bench_list(MANY);
	for (i = 0; i < PEERS; i++)
		peers[i].stop_all();
}

int
main(int argc, char **argv)
{
	if (argc == 3 && strcmp(argv[1], "mark") == 0)
		return (do_mark(argv[2]));
	if (argc == 2 && strcmp(argv[1], "raw") == 0)
		return (do_raw());
	if (argc == 3 && strcmp(argv[1], "paint") == 0)
		do_paint(argv[2]);
	if (argc < 2) {
		fprintf(stderr, "usage: nono-bench NONO [ROUNDS]\n");
		return (2);
	}
	if (argc > 2)
		rounds = (unsigned)strtoul(argv[2], NULL, 10);
	bench_init(argv[1], argv[0]);
	printf("medians of %u interleaved rounds%22s%10s       ratio\n", rounds,
	    "nono", "tmux");
	bench_start();
	bench_attach("80x24", 80, 24);
	bench_attach("200x50", 200, 50);
	bench_echo();
	bench_many();
	bench_end();
	printf("%u rows where nono was slower than tmux\n", report_worse());
	return (0);
}
